import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertUsableWeights } from '../../../src/project/usableWeights.ts';

describe('weights that are deployed', () => {
  const root = mkdtempSync(join(tmpdir(), 'yolo-weights-'));
  const workspace = join(root, 'workspace');
  mkdirSync(join(workspace, 'folder.onnx'), { recursive: true });
  for (const path of ['outside.onnx', 'workspace/a.onnx']) writeFileSync(join(root, path), path);
  symlinkSync(join(root, 'outside.onnx'), join(workspace, 'link.onnx'));
  symlinkSync('a.onnx', join(workspace, 'near.onnx'));
  const check = (name: string, within: string | undefined = workspace) =>
    assertUsableWeights({
      deployment: 'line-a',
      path: join(workspace, name),
      workspace: within,
    });

  it('are files of the workspace, also by a link in it', async () => {
    await check('a.onnx');
    await check('near.onnx');
  });

  it('are no link out of it', async () => {
    await assert.rejects(check('link.onnx'), {
      message: `The weights of line-a are not used: ${workspace}/link.onnx is a link that leads out of the workspace. Put the file itself there.`,
    });
  });

  it('may be anywhere when a person chose the file', async () => {
    const path = join(workspace, 'link.onnx');
    await assertUsableWeights({ deployment: 'line-a', path, workspace: undefined });
  });

  for (const name of ['none.onnx', 'folder.onnx']) {
    it(`are there: ${name}`, async () => {
      await assert.rejects(check(name), {
        message: `The weights of line-a are missing: there is no file ${workspace}/${name}. Put them there, or correct the path in yolo.json.`,
      });
    });
  }
});
