import { sentence } from '../../text/sentence.ts';
import type { DeploymentSpec } from '../deploymentSpec.ts';
import type { Replica } from '../replicaState.ts';
import { DeployError } from '../startFailure.ts';

/**
 * Makes sure that no debugger is switched on in production, and nothing of production stands still
 * for one: neither what `yolo.json` says counts alone, nor what runs.
 * @throws DeployError with reason `refused`.
 */
export function assertDebuggable(
  { name, stage }: Pick<DeploymentSpec, 'name' | 'stage'>,
  running: readonly Pick<Replica, 'labels' | 'role' | 'state'>[],
): void {
  if (stage === 'prod') {
    throw new DeployError(
      'refused',
      sentence('{0} is in the stage “prod”, where a debugger is never switched on.', name),
      {
        fix: sentence(
          'Debug a deployment of the same model in the stage “dev” or “beta” (“stage” in yolo.json).',
        ),
      },
    );
  }
  assertNotDebugged(name, running);
  if (running.some(({ labels }) => labels.stage === 'prod')) {
    throw new DeployError(
      'refused',
      sentence(
        'What runs as {0} was deployed in the stage “prod”, and is not stopped to be debugged.',
        name,
      ),
      { fix: sentence('Deploy it in another stage first, or debug another deployment.') },
    );
  }
}

/**
 * Makes sure that a deployment is left alone while it is debugged.
 * @throws DeployError with reason `refused`.
 */
export function assertNotDebugged(
  name: string,
  running: readonly Pick<Replica, 'role' | 'state'>[],
): void {
  // One that runs is held by somebody, else it would have ended.
  if (!running.some(({ role, state }) => role === 'debug' && state !== 'exited')) return;
  throw new DeployError('refused', sentence('{0} is being debugged.', name), {
    fix: sentence('End that first: in this window, or in the one where it began.'),
  });
}
