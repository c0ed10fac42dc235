import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { runInstaller } from '../vscode/runInstaller.ts';
import { machineCertificates } from './certificates.ts';

/** The project's own Node: the binary that its npm package carries. */
const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node');
/** Npm's newest version that goes with that Node. */
const NPM = 'npm@11';
const WHAT = 'The stand-in for a base image';

/** What a container of no person reads. */
const UNREAD = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info'];
const CACHES = ['var/cache/apt', 'var/lib/apt/lists', 'var/log'];

/** Where the images look for certificate authorities. */
export const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Makes the file system of a small Debian 12 with Node and npm in an empty folder.
 * @throws MeansError when packages cannot be had.
 */
export async function makeDebianRoot(root: string): Promise<void> {
  const debootstrap = ['debootstrap', '--variant=minbase', 'bookworm', root] as const;
  await runInstaller(WHAT, [...debootstrap]);
  for (const folder of [...UNREAD, ...CACHES]) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
  }
  const local = join(root, 'usr', 'local');
  cpSync(NODE, join(local, 'bin', 'node'), { dereference: true });
  chmodSync(join(local, 'bin', 'node'), 0o755);
  await addNpm(local);
  const certificates = machineCertificates();
  if (certificates) {
    mkdirSync(join(root, CERTIFICATES, '..'), { recursive: true });
    writeFileSync(join(root, CERTIFICATES), certificates);
  }
  // As in the image that this stands for.
  await runInstaller(WHAT, ['chroot', root, 'useradd', '--create-home', '--uid', '1000', 'node']);
}

async function addNpm(local: string): Promise<void> {
  const modules = join(local, 'lib', 'node_modules');
  const npm = join(modules, 'npm');
  mkdirSync(npm, { recursive: true });
  const archive = await runInstaller(WHAT, ['npm', 'pack', '--loglevel=error', NPM], {
    cwd: modules,
  });
  const file = join(modules, archive);
  await runInstaller(WHAT, ['tar', '-xzf', file, '-C', npm, '--strip-components=1']);
  rmSync(file);
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
  }
}
