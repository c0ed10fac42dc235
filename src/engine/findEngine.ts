import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { contextAddress, currentContext, dockerConfigFolder, tlsFolder } from './dockerContexts.ts';
import { type EngineAddress, type NamedAddress, parseAddress } from './engineAddress.ts';

/** What the user's settings say of the engine; empty strings say nothing. */
export interface EngineSettings {
  /** An address, as in `DOCKER_HOST`. */
  readonly host: string;
  /** Name of a Docker context. */
  readonly context: string;
}

/**
 * Which engine is meant, in the order of Docker's own program, with the extension's settings first:
 * setting, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context, the usual sockets.
 * @throws EngineError with reason `unreachable` when what is said cannot be read.
 */
export async function findEngine(
  settings: EngineSettings,
  env: NodeJS.ProcessEnv = process.env,
): Promise<NamedAddress> {
  const folder = dockerConfigFolder(env);
  if (settings.host !== '') {
    const address = await withUsualCertificates(parseAddress(settings.host), folder, env);
    return { address, origin: 'yolo.engine.host' };
  }
  if (settings.context !== '' && settings.context !== 'default') {
    const address = await contextAddress(folder, settings.context);
    return { address, origin: `yolo.engine.context: ${settings.context}` };
  }
  const host = env['DOCKER_HOST'];
  if (settings.context === '' && host) {
    const verify = env['DOCKER_TLS_VERIFY'];
    const tls = verify ? await tlsFolder(env['DOCKER_CERT_PATH'] || folder) : undefined;
    return { address: parseAddress(host, verify ? (tls ?? {}) : undefined), origin: 'DOCKER_HOST' };
  }
  const name =
    settings.context === '' ? env['DOCKER_CONTEXT'] || (await currentContext(folder)) : undefined;
  if (name && name !== 'default') {
    return { address: await contextAddress(folder, name), origin: `context ${name}` };
  }
  return { address: { kind: 'socket', path: await usualSocket(env) }, origin: 'default' };
}

/** An address that asks for TLS, with the certificates from where Docker's own program takes them. */
async function withUsualCertificates(
  address: EngineAddress,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<EngineAddress> {
  if (address.kind !== 'tcp' || address.tls === undefined) return address;
  return { ...address, tls: (await tlsFolder(env['DOCKER_CERT_PATH'] || folder)) ?? {} };
}

/** The first of the usual sockets that is there; the system's where none is. */
async function usualSocket(env: NodeJS.ProcessEnv): Promise<string> {
  if (process.platform === 'win32') return '//./pipe/docker_engine';
  const system = '/var/run/docker.sock';
  const runtime = env['XDG_RUNTIME_DIR'];
  const candidates = [
    system,
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
  ];
  for (const path of candidates) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return system;
}
