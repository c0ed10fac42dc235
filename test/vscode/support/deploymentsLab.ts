import { after } from 'node:test';
import type { EngineOptions } from '../../../scripts/engine/engineHost.ts';
import { engineMissing } from '../../../scripts/engine/engineMeans.ts';
import { deploy } from '../../../src/deployment/deploy.ts';
import type { DeploymentSpec } from '../../../src/deployment/deploymentSpec.ts';
import { type Lab, SETTINGS, spec, startLab } from '../../engine/support/lab.ts';
import type { FlowOptions } from './flow.ts';
import { machineSettings } from './machineSettings.ts';

/** A real engine for the flows of one file. */
export interface DeploymentsLab extends Lab {
  /** Runs a deployment of the project `factory` as the product does. */
  readonly deployed: (name: string, changes?: Partial<DeploymentSpec>) => Promise<void>;
  /** Removes every container. */
  readonly clean: () => Promise<void>;
}

/** Starts an engine for this file's flows; without the means for one they are skipped. */
export async function deploymentsLab(
  engine: EngineOptions = {},
): Promise<{ lab: DeploymentsLab; options: FlowOptions }> {
  const skip = engineMissing();
  // Nobody looks at it: every flow is skipped.
  if (skip !== undefined) return { lab: undefined as never, options: { skip } };
  const lab = await startLab(engine);
  after(() => lab.stop());
  const deployed = async (name: string, changes: Partial<DeploymentSpec> = {}): Promise<void> => {
    await deploy(lab.engine, spec(name, { project: 'factory', ...changes }), SETTINGS);
  };
  const clean = async (): Promise<void> => {
    for (const { Id } of await lab.docker.listContainers({ all: true })) {
      await lab.docker.getContainer(Id).remove({ force: true });
    }
  };
  const prepare = machineSettings({ 'yolo.engine.host': lab.host.host });
  const settings = {
    // Only so is what a terminal shows in the page's text.
    'terminal.integrated.gpuAcceleration': 'off',
  };
  return { lab: { ...lab, deployed, clean }, options: { settings, prepare } };
}
