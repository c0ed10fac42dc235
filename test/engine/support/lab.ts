import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import {
  type EngineOptions,
  startEngine,
  type TestEngine,
} from '../../../scripts/engine/engineHost.ts';
import { ROOT, SAMPLES } from '../../../scripts/paths.ts';
import type { DeploymentSpec } from '../../../src/deployment/deploymentSpec.ts';
import {
  type ImageRecipe,
  type ImageWanted,
  imageRecipe,
} from '../../../src/deployment/imageRecipe.ts';
import { buildImage } from '../../../src/engine/buildImage.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { serverPackage } from './serverPackage.ts';

/** Name of the image that tests deploy. */
export const IMAGE = 'parts:lab';

/** A real engine, spoken to as the product does, with an image of the server and parts-v10. */
export interface Lab {
  readonly host: TestEngine;
  readonly engine: Engine;
  readonly recipe: ImageRecipe;
  /** For looking at what the product did, not by its own means. */
  readonly docker: Docker;
  stop(): Promise<void>;
}

/** Starts an engine and builds the image, from the cache of earlier runs where there is one. */
export async function startLab(options: EngineOptions = {}): Promise<Lab> {
  const [host, recipe] = await Promise.all([startEngine(options), partsRecipe()]);
  const engine = new Engine({ kind: 'socket', path: host.socketPath });
  await buildImage(engine, recipe.request);
  const docker = new Docker({ socketPath: host.socketPath });
  return { host, engine, recipe, docker, stop: () => host.stop() };
}

/** What the image is made of, or another one like it. */
export async function partsRecipe(changes: Partial<ImageWanted> = {}): Promise<ImageRecipe> {
  const server = mkdtempSync(join(tmpdir(), 'yolo-server-package-'));
  for (const [name, bytes] of await serverPackage()) writeFileSync(join(server, name), bytes);
  return imageRecipe(
    {
      image: IMAGE,
      stack: 'onnx',
      device: 'cpu',
      model: { path: join(SAMPLES, 'models', 'parts-v10.onnx'), family: 'end2end' },
      folder: undefined,
      ...changes,
    },
    { templates: join(ROOT, 'templates'), server },
  );
}

/** A deployment on the CPU with any port. */
export function spec(name: string, changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    project: 'lab',
    name,
    model: 'v10',
    modelSha256: '0'.repeat(64),
    stack: 'onnx',
    stage: 'dev',
    image: IMAGE,
    devices: [{ kind: 'cpu' }],
    ...changes,
  };
}

/** Settings of deploying that suit a slow machine. */
export const SETTINGS = { readySeconds: 60, version: '0.0.0' } as const;

/** The names of all containers of an engine. */
export async function containerNames({ docker }: Lab): Promise<string[]> {
  const all = await docker.listContainers({ all: true });
  return all.map(({ Names }) => Names[0]?.slice(1) ?? '').sort();
}
