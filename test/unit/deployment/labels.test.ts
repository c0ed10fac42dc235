import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DeploymentLabels, readLabels, writeLabels } from '../../../src/deployment/labels.ts';

const LABELS: DeploymentLabels = {
  project: 'factory',
  deployment: 'line-a',
  model: 'v8',
  modelSha256: 'ab12',
  stack: 'onnx',
  stage: 'prod',
  replica: 2,
  gpu: 'GPU-1',
  vramMib: 2048,
  overcommit: true,
  debug: true,
  port: 5000,
  createdBy: 'me',
  maker: 'desk 4711',
  version: '0.1.0',
};

describe('the labels of a container', () => {
  it('come back as they were written', () => {
    assert.deepEqual(readLabels(writeLabels(LABELS)), LABELS);
  });

  it('have the names that the engine is asked for', () => {
    const written = writeLabels(LABELS);
    assert.equal(written['dev.yolo-dock.model-sha256'], 'ab12');
    assert.equal(written['dev.yolo-dock.vram-mib'], '2048');
    assert.equal(written['dev.yolo-dock.created-by'], 'me');
  });

  it('are no deployment’s without its name', () => {
    assert.equal(readLabels({ 'com.example': 'x' }), undefined);
    assert.equal(readLabels({ 'dev.yolo-dock.project': 'x' }), undefined);
  });

  it('are not believed', () => {
    const hostile = readLabels({
      'dev.yolo-dock.project': 'p',
      'dev.yolo-dock.deployment': 'x'.repeat(10_000),
      'dev.yolo-dock.replica': '-1',
      'dev.yolo-dock.port': '1e99',
      'dev.yolo-dock.stack': 'evil',
      'dev.yolo-dock.stage': '__proto__',
    });
    assert.equal(hostile?.deployment.length, 256);
    assert.equal(hostile.replica, 0);
    assert.equal(hostile.port, 0);
    assert.equal(hostile.stack, 'onnx');
    assert.equal(hostile.stage, 'dev');
  });
});
