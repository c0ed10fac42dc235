import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containerOptions } from '../../../src/deployment/containerOptions.ts';
import type { DeploymentSpec } from '../../../src/deployment/deploymentSpec.ts';
import { readLabels } from '../../../src/deployment/labels.ts';

const SPEC: DeploymentSpec = {
  project: 'p',
  name: 'a',
  model: 'v8',
  modelSha256: '0',
  stack: 'onnx',
  stage: 'dev',
  image: 'p:a',
  devices: [{ kind: 'cpu' }, { kind: 'gpu', uuid: 'GPU-1' }],
  vramMib: 512,
};

const options = (replica: number, hostPort: number | undefined, handout = 'device-request') => {
  const labels = readLabels({ 'dev.yolo-dock.project': 'p', 'dev.yolo-dock.deployment': 'a' });
  assert.ok(labels);
  return containerOptions({ spec: SPEC, replica, labels, hostPort, handout: handout as 'cdi' });
};

describe('the container of a replica', () => {
  it('has no more rights than it needs', () => {
    const { HostConfig } = options(0, 5000);
    assert.equal(HostConfig?.ReadonlyRootfs, true);
    assert.deepEqual(HostConfig.CapDrop, ['ALL']);
    assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges']);
    assert.equal(HostConfig.Privileged, undefined);
    assert.equal(HostConfig.Binds, undefined);
    assert.match(String(HostConfig.Tmpfs?.['/tmp']), /noexec,nosuid/);
  });

  it('listens on the loopback only, on the port asked for or any', () => {
    const bindings = (port: number | undefined) => options(0, port).HostConfig?.PortBindings;
    assert.deepEqual(bindings(5000), { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '5000' }] });
    assert.deepEqual(bindings(undefined), { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] });
  });

  it('sees its own GPU by UUID, or none', () => {
    assert.equal(options(0, 1).HostConfig?.DeviceRequests, undefined);
    assert.ok(options(0, 1).Env?.includes('NVIDIA_VISIBLE_DEVICES=void'));
    assert.deepEqual(options(1, 1).HostConfig?.DeviceRequests, [
      { Driver: '', Count: 0, DeviceIDs: ['GPU-1'], Capabilities: [['gpu']], Options: {} },
    ]);
    const [cdi] = options(1, 1, 'cdi').HostConfig?.DeviceRequests ?? [];
    assert.deepEqual(
      [cdi?.Driver, cdi?.DeviceIDs, cdi?.Capabilities],
      ['cdi', ['nvidia.com/gpu=GPU-1'], []],
    );
  });

  it('is told its budget and its name', () => {
    const env = options(1, 1).Env ?? [];
    assert.ok(env.includes('YOLO_VRAM_LIMIT_MIB=512'));
    assert.ok(env.includes('YOLO_DEPLOYMENT=a-1'));
    assert.ok(env.includes('YOLO_PORT=5000'));
    assert.ok(!env.some((entry) => entry.startsWith('NVIDIA_GPU_MEMORY_')));
    const labels = readLabels({ 'dev.yolo-dock.project': 'p', 'dev.yolo-dock.deployment': 'a' });
    assert.ok(labels);
    const plan = { spec: SPEC, replica: 1, labels, hostPort: 1, handout: 'cdi' } as const;
    const limited = containerOptions({ ...plan, limit: true }).Env ?? [];
    assert.ok(limited.includes('NVIDIA_GPU_MEMORY_REQUEST=512'));
    assert.ok(limited.includes('NVIDIA_GPU_MEMORY_LIMIT=512'));
  });
});
