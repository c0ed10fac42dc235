import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sentence } from '../text/sentence.ts';
import { type EngineAddress, parseAddress, type TlsMaterial } from './engineAddress.ts';
import { EngineError } from './engineError.ts';

/** The folder of Docker's own settings. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['DOCKER_CONFIG'] || join(homedir(), '.docker');
}

/** The name of the context that Docker's settings make current; undefined for the default one. */
export async function currentContext(folder: string): Promise<string | undefined> {
  const config = asRecord(await readJson(join(folder, 'config.json')));
  const name = config['currentContext'];
  return typeof name === 'string' && name !== '' && name !== 'default' ? name : undefined;
}

/** A Docker context, for people to choose from. */
export interface DockerContext {
  readonly name: string;
  /** As Docker's settings write it. */
  readonly host: string;
  readonly description: string;
}

/** The contexts of Docker's settings, in the order of their names, besides the default one. */
export async function listContexts(folder: string): Promise<DockerContext[]> {
  const store = join(folder, 'contexts', 'meta');
  const ids = await readdir(store).catch(() => []);
  const metas = await Promise.all(ids.map((id) => readJson(join(store, id, 'meta.json'))));
  return metas
    .map(asRecord)
    .map((meta) => ({
      name: asText(meta['Name']),
      host: asText(asRecord(asRecord(meta['Endpoints'])['docker'])['Host']),
      description: asText(asRecord(meta['Metadata'])['Description']),
    }))
    .filter(({ name, host }) => name !== '' && host !== '')
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/**
 * The address that a Docker context names. Contexts lie in a folder each, named by the SHA-256 of
 * their name (docker/cli, `cli/context/store`).
 * @throws EngineError with reason `unreachable` when there is no such context.
 */
export async function contextAddress(folder: string, name: string): Promise<EngineAddress> {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = asRecord(await readJson(join(folder, 'contexts', 'meta', id, 'meta.json')));
  const docker = asRecord(asRecord(meta['Endpoints'])['docker']);
  const host = docker['Host'];
  if (typeof host !== 'string' || host === '') {
    throw new EngineError(
      'unreachable',
      sentence('There is no Docker context named “{0}”.', name),
      sentence('“docker context ls” lists those that there are; choose one of them.'),
    );
  }
  const tls = await tlsFolder(join(folder, 'contexts', 'tls', id, 'docker'));
  const skipVerify = docker['SkipTLSVerify'] === true;
  const material = tls || skipVerify ? { ...tls, ...(skipVerify && { skipVerify }) } : undefined;
  return parseAddress(host, material);
}

/** The certificates of a folder, as Docker names them; undefined when there are none. */
export async function tlsFolder(folder: string): Promise<TlsMaterial | undefined> {
  const read = (file: string) => readFile(join(folder, file), 'utf8').catch(() => undefined);
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map(read));
  if (!ca && !cert && !key) return undefined;
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Docker itself treats settings that are not there, or broken, as none.
    return undefined;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
