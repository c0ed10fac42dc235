import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { contextFiles } from '../../../src/engine/buildContext.ts';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'yolo-context-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function paths(files: Readonly<Record<string, string>>): Promise<string[]> {
  const found = await contextFiles(folderOf(files), 'Dockerfile');
  return found.map(({ path }) => path);
}

describe('the files that a build may see', () => {
  const files = { Dockerfile: 'x', 'a.txt': '', 'sub/b.txt': '', 'sub/deep/c.txt': '', '.env': '' };

  it('are none where no .dockerignore says which', async () => {
    assert.deepEqual(await paths(files), []);
  });

  it('are all but what is ignored', async () => {
    const found = await paths({
      ...files,
      '.dockerignore': '# note\n.env\nsub/deep\n.dockerignore\n',
    });
    assert.deepEqual(found, ['Dockerfile', 'a.txt', 'sub/b.txt']);
  });

  it('are what exceptions let through, also in folders that are ignored', async () => {
    const found = await paths({ ...files, '.dockerignore': '*\n!sub/deep/c.txt\n!a.*\n' });
    assert.deepEqual(found, ['a.txt', 'sub/deep/c.txt']);
  });

  it('go by the file that is named after the Dockerfile, where there is one', async () => {
    const ignore = { '.dockerignore': '*', 'Dockerfile.dockerignore': '*\n!.env' };
    assert.deepEqual(await paths({ ...files, ...ignore }), ['.env']);
  });

  it('never come from outside through a link', async () => {
    const folder = folderOf({ ...files, '.dockerignore': 'Dockerfile\n.dockerignore' });
    symlinkSync('/etc/passwd', join(folder, 'link.txt'));
    symlinkSync('/etc', join(folder, 'etc'));
    const found = await contextFiles(folder, 'Dockerfile');
    assert.deepEqual(
      found.map(({ path }) => path),
      ['.env', 'a.txt', 'sub/b.txt', 'sub/deep/c.txt'],
    );
  });

  it('stop being looked for when that is cancelled', async () => {
    const folder = folderOf({ ...files, '.dockerignore': 'x' });
    await assert.rejects(contextFiles(folder, 'Dockerfile', AbortSignal.abort(new Error('stop'))), {
      message: 'stop',
    });
  });

  it('are told by a file alone, not by what would never end', async () => {
    const folder = folderOf(files);
    execFileSync('mkfifo', [join(folder, '.dockerignore')]);
    await assert.rejects(contextFiles(folder, 'Dockerfile'), /\.dockerignore is not a file/);
  });

  it('are told by a file in the folder, not by a link out of it', async () => {
    const folder = folderOf(files);
    symlinkSync('/etc/hosts', join(folder, '.dockerignore'));
    await assert.rejects(contextFiles(folder, 'Dockerfile'), /leads out of its folder/);
  });

  it('leave out a folder that cannot be read, unless it is wanted', async () => {
    const folder = folderOf({ ...files, 'closed/a.onnx': '', '.dockerignore': '**\n!**/*.onnx\n' });
    chmodSync(join(folder, 'closed'), 0);
    chmodSync(folder, 0o755);
    await withoutRights(async () => {
      assert.deepEqual(await contextFiles(folder, 'Dockerfile'), []);
    });
    writeFileSync(join(folder, '.dockerignore'), 'x\n');
    await withoutRights(() =>
      assert.rejects(contextFiles(folder, 'Dockerfile'), /closed cannot be read: EACCES/),
    );
  });
});

/** Root may read everything, so it is somebody else meanwhile. */
async function withoutRights(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}
