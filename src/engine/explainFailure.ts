import { sentence } from '../text/sentence.ts';
import { meaningOf } from './daemonMessages.ts';
import { describeAddress, type EngineAddress } from './engineAddress.ts';
import { EngineError } from './engineError.ts';
import { SshError } from './sshConnection.ts';
import { sshMeaning } from './sshFailures.ts';
import { tlsMeaning, wantsTls } from './tlsFailures.ts';

/** The parts of an error that Node, ssh or dockerode set. */
interface Thrown {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
  readonly json?: { readonly message?: unknown };
}

/** Most characters of the engine's own words in a message. */
const MOST = 600;

/** What went wrong, from whatever was thrown while speaking to the engine at `address`. */
export function explainFailure(thrown: unknown, address: EngineAddress): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const { code, statusCode, message, json } = (thrown ?? {}) as Thrown;
  const said = String(json?.message ?? message ?? thrown)
    .trim()
    .slice(0, MOST);
  const options = { cause: thrown };
  if (statusCode === undefined) return noAnswer(String(code ?? ''), said, address, thrown);
  const plain = /sent an HTTP request to an HTTPS server/.test(said);
  const meaning = plain ? wantsTls(describeAddress(address)) : meaningOf(said);
  if (meaning) return new EngineError(meaning.reason, meaning.what, meaning.fix, options);
  if (statusCode === 404) {
    return new EngineError(
      'gone',
      sentence('It is no longer there: {0}', said),
      undefined,
      options,
    );
  }
  return new EngineError('other', sentence('The engine says: {0}', said), undefined, options);
}

function noAnswer(
  code: string,
  said: string,
  address: EngineAddress,
  thrown: unknown,
): EngineError {
  const where = describeAddress(address);
  const options = { cause: thrown };
  if (address.kind === 'ssh' && code === 'ENOENT') {
    return new EngineError(
      'not-installed',
      sentence('There is no ssh program on this machine.'),
      sentence('Install OpenSSH’s client, or choose another address.'),
      options,
    );
  }
  const meaning =
    address.kind === 'ssh' || thrown instanceof SshError
      ? sshMeaning(said, where)
      : tlsMeaning(code, said, where);
  if (meaning) return new EngineError(meaning.reason, meaning.what, meaning.fix, options);
  if (code === 'EACCES' || code === 'EPERM') {
    return new EngineError(
      'no-permission',
      sentence('You may not use Docker’s socket {0}.', where),
      sentence('Run “sudo usermod -aG docker $USER” and sign in again.'),
      options,
    );
  }
  if (address.kind === 'socket' && code === 'ENOENT') {
    return new EngineError(
      'not-installed',
      sentence('There is no Docker at {0}.', where),
      sentence(
        'Start Docker, or install it first (docs.docker.com/get-docker); if it listens elsewhere, choose a context or an address in the settings.',
      ),
      options,
    );
  }
  if (address.kind === 'socket' && code === 'ECONNREFUSED') {
    return new EngineError(
      'not-running',
      sentence('Docker is not running at {0}.', where),
      sentence('Start it: “sudo systemctl start docker”, or Docker Desktop.'),
      options,
    );
  }
  return new EngineError(
    'unreachable',
    sentence('No Docker Engine answers at {0}: {1}', where, said),
    sentence('Check that it runs, and the address.'),
    options,
  );
}
