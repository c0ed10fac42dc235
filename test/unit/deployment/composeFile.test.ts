import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeFile } from '../../../src/deployment/composeFile.ts';
import { objectsIn, projectWith, type Read } from '../kubernetes/support.ts';

const servicesOf = (...args: Parameters<typeof projectWith>): Read =>
  objectsIn(composeFile(projectWith(...args)))[0].services;
const cardOf = (service: Read): unknown =>
  service.deploy?.resources.reservations.devices[0].device_ids;

describe('compose.yaml', () => {
  it('gives every service its card and no more', () => {
    const services = servicesOf({
      number: { gpu: 1 },
      uuid: { gpu: 'MIG-41b2-77' },
      any: {},
      packed: { gpu: 'pack' },
      cpu: { gpu: 'cpu' },
    });
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(services).map(([name, service]) => [name, cardOf(service)]),
      ),
      { number: ['1'], uuid: ['MIG-41b2-77'], any: ['0'], packed: ['0'], cpu: undefined },
    );
    assert.equal(services.cpu.environment.YOLO_DEVICE, 'cpu');
    assert.equal(services.cpu.environment.NVIDIA_VISIBLE_DEVICES, 'void');
  });

  it('takes all rights from every service, and opens its port on the loopback only', () => {
    const [service] = Object.values(servicesOf({ a: { port: 5000 } })) as Read[];
    assert.deepEqual(service.ports, ['127.0.0.1:5000:5000']);
    assert.equal(service.user, '10001:10001');
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ['ALL']);
    assert.deepEqual(service.security_opt, ['no-new-privileges']);
    assert.match(service.tmpfs[0], /^\/tmp:.*noexec.*nosuid/);
    assert.deepEqual(servicesOf({ a: {} }).a.ports, ['127.0.0.1::5000']);
  });

  it('has a service for each replica, with the port that follows', () => {
    const services = servicesOf({ a: { replicas: 2, port: 5000 }, 'a-1': { port: 6000 } });
    assert.deepEqual(
      Object.entries(services).map(([name, { ports }]: [string, Read]) => [name, ports[0]]),
      [
        ['a-0', '127.0.0.1:5000:5000'],
        ['a-1-2', '127.0.0.1:5001:5000'],
        ['a-1', '127.0.0.1:6000:5000'],
      ],
    );
    assert.equal(services['a-0'].environment.YOLO_DEPLOYMENT, 'a-0');
  });

  it('passes a budget on, and says that nothing enforces it', () => {
    const text = composeFile(projectWith({ a: { vram: '1.5GiB' }, b: { vram: '40%' } }));
    const { a, b } = objectsIn(text)[0].services;
    assert.equal(a.environment.YOLO_VRAM_LIMIT_MIB, '1536');
    assert.equal(b.environment.YOLO_VRAM_LIMIT_MIB, undefined);
    assert.equal(b.labels['yolo-dock.dev/vram-budget'], '40%');
    assert.equal(text.match(/# Docker cannot enforce this/g)?.length, 2);
  });

  it('tells servers what is stated of their models', () => {
    const project = projectWith({ a: {} });
    const models = { v8: { weights: 'a.onnx', family: 'v8', names: ['a$b', 'c, d'], imgsz: 640 } };
    const [{ services }] = objectsIn(composeFile({ ...project, models }));
    assert.equal(services.a.environment.YOLO_FAMILY, 'v8');
    assert.equal(services.a.environment.YOLO_NAMES, '["a$$b","c, d"]');
    assert.equal(services.a.environment.YOLO_IMGSZ, '640');
    assert.equal(services.a.environment.YOLO_TASK, undefined);
  });

  it('keeps the engines that TensorRT builds', () => {
    const text = composeFile(projectWith({ a: { stack: 'tensorrt' }, b: {} }));
    const [{ services, volumes }] = objectsIn(text);
    assert.deepEqual(services.a.volumes, ['engines:/var/cache/yolo']);
    assert.equal(services.b.volumes, undefined);
    assert.deepEqual(volumes, { engines: {} });
  });

  it('keeps names as texts, and puts no variable of anybody into them', () => {
    const services = servicesOf({ null: {}, '1e3': {}, yes: {}, odd: { image: '$HOME/$x:y' } });
    assert.deepEqual(Object.keys(services).sort(), ['1e3', 'null', 'odd', 'yes']);
    assert.equal(services.odd.image, '$$HOME/$$x:y');
    assert.equal(services.yes.environment.YOLO_DEPLOYMENT, 'yes');
  });
});
