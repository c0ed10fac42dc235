import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { runInstaller } from '../vscode/runInstaller.ts';
import type { Manifest } from './manifest.ts';
import type { Target } from './target.ts';

const ONNX_BINARIES = 'node_modules/onnxruntime-node/bin/napi-v*';

/**
 * Installs the native packages of a platform into a folder, in the versions of the project's lock
 * file, and removes what other platforms need.
 * @throws MeansError when npm cannot.
 */
export async function installNativePackages(
  folder: string,
  manifest: Manifest,
  { name, os, cpu, libc }: Target,
): Promise<void> {
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  writeFileSync(join(folder, 'package-lock.json'), lockFor(manifest));
  const platform = [
    `--os=${os}`,
    `--cpu=${cpu}`,
    ...(libc === undefined ? [] : [`--libc=${libc}`]),
  ];
  // Without install scripts: ONNX Runtime's downloads CUDA's libraries.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runInstaller(
    `What ${name} needs (from the npm registry)`,
    ['npm', 'ci', '--omit=dev', '--include=optional', ...platform, ...quiet],
    { cwd: folder },
  );
  for await (const path of glob(`${ONNX_BINARIES}/*/*`, { cwd: folder })) {
    if (!path.replaceAll('\\', '/').endsWith(`/${os}/${cpu}`)) remove(folder, path);
  }
  // A second copy of the library under its full version, which nothing loads.
  const copies = `${ONNX_BINARIES}/darwin/*/libonnxruntime.*.*.*.dylib`;
  for await (const path of glob(copies, { cwd: folder })) remove(folder, path);
}

function remove(folder: string, path: string): void {
  rmSync(join(folder, path), { recursive: true });
}

/** The project's lock file for a manifest with fewer dependencies; npm leaves the others out. */
function lockFor({ dependencies }: Manifest): string {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const { devDependencies: _, ...root } = lock.packages[''];
  lock.packages[''] = { ...root, dependencies };
  return JSON.stringify(lock);
}
