import { readLogs } from '../engine/containerLogs.ts';
import { inspectContainer } from '../engine/containers.ts';
import { meaningOf } from '../engine/daemonMessages.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineError } from '../engine/engineError.ts';
import { type Sentence, sentence } from '../text/sentence.ts';
import { SentenceError } from '../text/sentenceError.ts';

/** Lines of a failed container's log that are shown. */
const LAST_LINES = 50;

/**
 * Why a deployment did not come up; stable, for programs.
 *
 * - `exited`, `out-of-memory`: the container ended.
 * - `not-ready`: it runs, but its server did not become ready in time.
 * - `model`: its server refused the model.
 * - `engine`: the engine refused to make or start it.
 * - `refused`: it is not done, whatever the engine says.
 * - `not-restored`: it was cancelled, and what ran before could not be started again.
 */
export type DeployReason =
  | 'exited'
  | 'out-of-memory'
  | 'not-ready'
  | 'model'
  | 'engine'
  | 'refused'
  | 'not-restored';

/** A deployment that did not come up. What ran before goes on. */
export class DeployError extends SentenceError {
  readonly reason: DeployReason;
  /** The last lines of the container's log. */
  readonly log: readonly string[];

  constructor(
    reason: DeployReason,
    what: Sentence,
    details: { fix?: Sentence | undefined; log?: readonly string[] } = {},
    options?: ErrorOptions,
  ) {
    super(what, details.fix, options);
    this.name = 'DeployError';
    this.reason = reason;
    this.log = details.log ?? [];
  }
}

/** Exit codes above this are 128 plus the number of the signal that ended the process. */
const SIGNALLED = 128;

/** What a container that ended, or is not ready in time, says of the reason. */
export async function startFailure(
  engine: Engine,
  containerId: string,
  waitedSeconds: number | undefined,
): Promise<DeployError> {
  const [state, log] = await Promise.all([
    inspectContainer(engine, containerId).then(({ State }) => State),
    lastLines(engine, containerId),
  ]);
  const fromLog = meaningOf(log.join('\n'));
  const details = { log, fix: fromLog?.fix };
  if (state.OOMKilled || /OutOfMemory/.test(state.Error)) {
    return new DeployError(
      'out-of-memory',
      sentence(
        'The container ran out of memory and was ended by the system (exit code {0}).',
        state.ExitCode,
      ),
      {
        log,
        fix: sentence('Use a smaller model, fewer workers, or give Docker more memory.'),
      },
    );
  }
  if (state.Running && waitedSeconds !== undefined) {
    return new DeployError(
      'not-ready',
      sentence('The server did not become ready within {0} s.', waitedSeconds),
      {
        log,
        fix:
          fromLog?.fix ??
          sentence(
            'Its log says how far it came; a large model may need longer (setting yolo.deploy.readySeconds).',
          ),
      },
    );
  }
  if (fromLog) return new DeployError('exited', fromLog.what, details);
  const code = state.ExitCode;
  const own = lastError(log);
  if (own !== undefined) {
    return new DeployError(
      'exited',
      sentence('The container ended with exit code {0}: {1}', code, own),
      details,
    );
  }
  return new DeployError('exited', exitSentence(code), details);
}

function exitSentence(code: number): Sentence {
  if (code === 126 || code === 127) {
    return sentence(
      'The container ended with exit code {0}: its program is missing or cannot be run.',
      code,
    );
  }
  if (code === SIGNALLED + 9) {
    return sentence('The container was killed (exit code {0}), perhaps for want of memory.', code);
  }
  if (code > SIGNALLED) {
    return sentence(
      'The container was ended by signal {0} (exit code {1}).',
      code - SIGNALLED,
      code,
    );
  }
  return sentence('The container ended at once, with exit code {0}.', code);
}

/** The last lines of a container's log; none when they cannot be had. */
export async function lastLines(engine: Engine, containerId: string): Promise<string[]> {
  const lines = await readLogs(engine, containerId, { tail: LAST_LINES }).catch(() => []);
  return lines.map(({ text }) => text);
}

/** The message of the last line of the server's own log that tells an error. */
export function lastError(log: readonly string[]): string | undefined {
  for (const line of log.toReversed()) {
    try {
      const { level, msg, err } = JSON.parse(line) as {
        level?: unknown;
        msg?: unknown;
        err?: { type?: unknown; message?: unknown };
      };
      if ((level !== 'error' && level !== 'fatal') || typeof msg !== 'string') continue;
      if (typeof err?.message !== 'string') return msg;
      return `${msg}: ${String(err.type ?? 'Error')}: ${err.message}`;
    } catch {
      // Not every line of a container's log is the server's.
    }
  }
  return undefined;
}

/** A refusal of the engine as the failure of a deployment. */
export function engineRefused(error: EngineError): DeployError {
  return new DeployError('engine', error.what, { fix: error.fix }, { cause: error });
}
