import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { runInstaller } from '../vscode/runInstaller.ts';
import { BASE_IMAGES, CUDA_IMAGE, STAND_IN_LABEL } from './baseImages.ts';
import { machineCertificates } from './certificates.ts';
import { CERTIFICATES, makeDebianRoot } from './debianRoot.ts';
import { BASE_IMAGE_CACHE } from './engineFolders.ts';

/** Raised when `makeDebianRoot` changes. */
const RECIPE = 1;

/** What the stand-ins depend on, in a few letters. */
function recipe(): string {
  const hash = createHash('sha256');
  hash.update(`${RECIPE} ${process.versions.node} ${process.arch}`);
  hash.update(machineCertificates() ?? '');
  return hash.digest('hex').slice(0, 12);
}

/**
 * The archive of the file system that all stand-ins share; made where it is missing.
 * @throws MeansError when its packages cannot be had.
 */
export async function ensureStandIn(): Promise<string> {
  const archive = join(BASE_IMAGE_CACHE, `debian-node-${recipe()}.tar`);
  if (existsSync(archive)) return archive;
  console.log('Making a stand-in for the base images (debootstrap); about half a minute …');
  const folder = mkdtempSync(join(tmpdir(), 'yolo-dock-base-'));
  try {
    const root = join(folder, 'root');
    await makeDebianRoot(root);
    mkdirSync(BASE_IMAGE_CACHE, { recursive: true });
    // It appears under its name only when it is whole.
    const part = `${archive}.${process.pid}`;
    await runInstaller('The stand-in', ['tar', '-C', root, '--numeric-owner', '-cf', part, '.']);
    renameSync(part, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return archive;
}

/**
 * Gives an engine a stand-in under the reference of every base image. The one for CUDA has none of
 * NVIDIA's libraries: images are built on it for real, but nothing on it computes on a GPU.
 */
export async function loadBaseImages(docker: Docker): Promise<void> {
  const wanted = recipe();
  for (const reference of BASE_IMAGES) {
    const known = await docker
      .getImage(reference)
      .inspect()
      .catch(() => undefined);
    if (known?.Config.Labels?.[STAND_IN_LABEL] === wanted) continue;
    await importStandIn(docker, await ensureStandIn(), reference, wanted);
  }
}

async function importStandIn(
  docker: Docker,
  archive: string,
  reference: string,
  madeBy: string,
): Promise<void> {
  const at = reference.lastIndexOf(':');
  const env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  env.push(`NODE_VERSION=${process.versions.node}`);
  if (machineCertificates()) {
    env.push(`NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, `SSL_CERT_FILE=${CERTIFICATES}`);
  }
  if (reference === CUDA_IMAGE) {
    env.push('NVIDIA_VISIBLE_DEVICES=all', 'NVIDIA_DRIVER_CAPABILITIES=compute,utility');
  }
  const changes = [...env.map((pair) => `ENV ${pair}`), 'CMD ["node"]'];
  changes.push(`LABEL ${STAND_IN_LABEL}=${madeBy}`);
  const options = { repo: reference.slice(0, at), tag: reference.slice(at + 1), changes };
  const stream = await docker.importImage(archive, options);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
}
