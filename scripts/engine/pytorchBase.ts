import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { runInstaller } from '../vscode/runInstaller.ts';
import { STAND_IN_LABEL } from './baseImages.ts';
import { machineCertificates } from './certificates.ts';
import { CERTIFICATES } from './debianRoot.ts';
import { BASE_IMAGE_CACHE } from './engineFolders.ts';

/** The images that the Python templates build on by default. */
export const PYTORCH_IMAGE = 'nvcr.io/nvidia/pytorch:25.06-py3';
const TENSORRT_IMAGE = 'nvcr.io/nvidia/tensorrt:25.06-py3';

/** Raised when the recipe below changes. */
const RECIPE = 1;
const WHAT = 'The stand-in for the PyTorch image';
const PACKAGES = ['python3-torch', 'python3-torchvision', 'python3-pip', 'ca-certificates'];
/** What nothing in a container reads. */
const UNREAD = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info'];
const LEFT_OVER = ['var/cache/apt', 'var/lib/apt/lists', 'usr/lib/libtorch-test'];

function recipe(): string {
  const hash = createHash('sha256').update(`${RECIPE} ${process.arch}`);
  return hash
    .update(machineCertificates() ?? '')
    .digest('hex')
    .slice(0, 12);
}

/**
 * A Debian 13 with its own PyTorch (for the CPU) and pip, as an archive; made where it is missing,
 * which takes some minutes and 1.5 GB.
 * @throws MeansError when its packages cannot be had.
 */
async function ensurePytorchBase(): Promise<string> {
  const archive = join(BASE_IMAGE_CACHE, `debian-torch-${recipe()}.tar`);
  if (existsSync(archive)) return archive;
  const folder = mkdtempSync(join(tmpdir(), 'yolo-dock-torch-'));
  try {
    const root = join(folder, 'root');
    await runInstaller(WHAT, ['debootstrap', '--variant=minbase', 'trixie', root]);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const flags = ['-y', '-qq', '-o', 'APT::Install-Recommends=false'];
    await runInstaller(WHAT, ['chroot', root, 'apt-get', 'install', ...flags, ...PACKAGES], {
      env,
    });
    for (const name of [...UNREAD, ...LEFT_OVER]) {
      rmSync(join(root, name), { recursive: true, force: true });
    }
    for (const name of ['var/cache/apt/archives/partial', 'var/lib/apt/lists/partial']) {
      mkdirSync(join(root, name), { recursive: true });
    }
    const certificates = machineCertificates();
    if (certificates) writeFileSync(join(root, CERTIFICATES), certificates);
    mkdirSync(BASE_IMAGE_CACHE, { recursive: true });
    // It appears under its name only when it is whole.
    const part = `${archive}.${process.pid}`;
    await runInstaller(WHAT, ['tar', '-C', root, '--numeric-owner', '-cf', part, '.']);
    renameSync(part, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return archive;
}

/** Gives an engine the stand-in under the references of both images: neither has CUDA nor TensorRT. */
export async function loadPytorchBase(docker: Docker): Promise<void> {
  const made = recipe();
  const known = await docker
    .getImage(PYTORCH_IMAGE)
    .inspect()
    .catch(() => undefined);
  if (known?.Config.Labels?.[STAND_IN_LABEL] !== made) {
    const changes = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
    if (machineCertificates()) {
      changes.push(`ENV SSL_CERT_FILE=${CERTIFICATES}`, `ENV PIP_CERT=${CERTIFICATES}`);
    }
    changes.push(`LABEL ${STAND_IN_LABEL}=${made}`);
    const at = PYTORCH_IMAGE.lastIndexOf(':');
    const options = { repo: PYTORCH_IMAGE.slice(0, at), tag: PYTORCH_IMAGE.slice(at + 1), changes };
    const stream = await docker.importImage(await ensurePytorchBase(), options);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
    });
  }
  const [repo = '', tag = ''] = TENSORRT_IMAGE.split(':');
  await docker.getImage(PYTORCH_IMAGE).tag({ repo, tag });
}
