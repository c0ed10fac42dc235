import { installDebianPackages, noDebianPackages } from '../vscode/debianPackages.ts';
import { findOnPath } from '../vscode/findOnPath.ts';
import { MeansError } from '../vscode/meansError.ts';

/**
 * Docker Compose, installed by apt-get where it is missing.
 * @throws MeansError when it cannot be had.
 */
export async function ensureDockerCompose(): Promise<string> {
  const found = findOnPath('docker-compose');
  if (found !== undefined) return found;
  const reason = noDebianPackages();
  if (reason !== undefined) throw new MeansError(`no docker-compose, and ${reason}`);
  await installDebianPackages('Docker Compose', ['docker-compose']);
  const installed = findOnPath('docker-compose');
  if (installed === undefined)
    throw new MeansError('docker-compose was installed and is not there');
  return installed;
}
