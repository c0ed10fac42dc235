import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommand, type ServerOptions } from '../../src/server/options.ts';

function options(args: string[], env: Record<string, string> = {}): ServerOptions {
  const command = readCommand(args, env);
  assert.equal(command.kind, 'serve');
  return (command as { options: ServerOptions }).options;
}

test('defaults', () => {
  const { listen, device, bodyBytes, maxImages, logLevel, conf } = options(['--model', 'x.onnx']);
  assert.deepEqual(listen, { host: '127.0.0.1', port: 5000 });
  assert.equal(device, 'auto');
  assert.equal(bodyBytes, 32 * 2 ** 20);
  assert.equal(maxImages, 64);
  assert.equal(logLevel, 'info');
  assert.equal(conf, undefined);
});

test('the environment of the design; flags win; empty variables are not set', () => {
  const env = {
    ...{ YOLO_MODEL: 'env.onnx', YOLO_PORT: '5001', YOLO_DEVICE: 'CUDA', YOLO_CONF: '0.3' },
    ...{ YOLO_IOU: '0.5', YOLO_MAX_BODY_MIB: '2', YOLO_QUEUE: '9', YOLO_LOG_LEVEL: 'warn' },
    ...{ YOLO_VRAM_LIMIT_MIB: '4096', YOLO_HOST: '' },
  };
  const read = options(['--model', 'flag.onnx', '--conf', '0.4'], env);
  assert.equal(read.model, 'flag.onnx');
  assert.equal(read.conf, 0.4);
  assert.deepEqual(read.listen, { host: '127.0.0.1', port: 5001 });
  assert.equal(read.device, 'cuda');
  assert.equal(read.iou, 0.5);
  assert.equal(read.bodyBytes, 2 ** 21);
  assert.equal(read.queue, 9);
  assert.equal(read.logLevel, 'warn');
  assert.equal(read.vramLimitMib, 4096);
});

test('overrides, socket, limits', () => {
  const args =
    '--model x --family yolox --task pose --imgsz 480,640 --socket /tmp/s --timeout-s 1.5';
  const read = options([...args.split(' '), '--names', 'a, b', '--max-megapixels', '50']);
  assert.deepEqual(read.overrides, {
    ...{ family: 'yolox', task: 'pose', names: ['a', 'b'], imgsz: { height: 480, width: 640 } },
  });
  assert.deepEqual(read.listen, { socket: '/tmp/s' });
  assert.equal(read.timeoutMs, 1500);
  assert.equal(read.maxPixels, 50e6);
});

test('names that hold commas are a list in JSON', () => {
  const read = (YOLO_NAMES: string) => options(['--model', 'x'], { YOLO_NAMES }).overrides.names;
  assert.deepEqual(read('["tench, Tinca tinca","\\u87ba"]'), ['tench, Tinca tinca', '螺']);
  assert.deepEqual(read('a,[b]'), ['a', '[b]']);
  for (const wrong of ['[', '[]', '[1]', '["a"],b']) {
    assert.throws(() => read(wrong), /YOLO_NAMES is .* texts between commas, or a list of texts/);
  }
});

test('help and version need no model', () => {
  assert.equal(readCommand(['--help'], {}).kind, 'help');
  assert.equal(readCommand(['--version'], {}).kind, 'version');
});

test('what is wrong gets one sentence', () => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [[], {}, /No model is given: use --model FILE\.onnx, or set YOLO_MODEL/],
    [['--port', '70000'], {}, /--port is "70000", but must be a whole number from 0 to 65535/],
    [[], { YOLO_PORT: 'x' }, /YOLO_PORT is "x"/],
    [['--conf', '2'], {}, /--conf is "2", but must be a number from 0 to 1/],
    [['--device', 'tpu'], {}, /--device .* one of auto, cpu, cuda, tensorrt/],
    [['--imgsz', '1,2,3'], {}, /--imgsz/],
    [['--cnof', '1'], {}, /Unknown option '--cnof'; --help lists/],
    [['extra'], {}, /Unexpected argument 'extra'/],
    [['--queue', ''], {}, /--queue is ""/],
  ];
  for (const [args, env, message] of cases) {
    const model = message.source.startsWith('No model') ? [] : ['--model', 'x'];
    assert.throws(() => readCommand([...model, ...args], env), { name: 'OptionsError', message });
  }
});
