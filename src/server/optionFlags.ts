/** A flag of the command line. */
interface Flag {
  /** What stands for its value in the help; absent for a switch. */
  readonly value?: string;
  /** Environment variable that says the same. */
  readonly env?: string;
  readonly help: string;
}

const DEFINITIONS = {
  model: { value: 'FILE', env: 'YOLO_MODEL', help: 'weights in ONNX format (required)' },
  name: { value: 'NAME', env: 'YOLO_NAME', help: 'name of the model; default: the file’s' },
  host: { value: 'HOST', env: 'YOLO_HOST', help: 'address to listen on; default 127.0.0.1' },
  port: { value: 'PORT', env: 'YOLO_PORT', help: 'port; 0 takes a free one; default 5000' },
  socket: {
    value: 'PATH',
    env: 'YOLO_SOCKET',
    help: 'Unix socket or named pipe instead of a port',
  },
  device: {
    value: 'DEVICE',
    env: 'YOLO_DEVICE',
    help: 'auto, cpu, cuda or tensorrt; default auto',
  },
  conf: { value: 'N', env: 'YOLO_CONF', help: 'default lowest confidence, 0–1; default 0.25' },
  iou: { value: 'N', env: 'YOLO_IOU', help: 'default largest overlap in NMS, 0–1; default 0.7' },
  workers: { value: 'N', env: 'YOLO_WORKERS', help: 'inferences at once; default: by the cores' },
  threads: {
    value: 'N',
    env: 'YOLO_THREADS',
    help: 'threads in one inference; default: by the cores',
  },
  queue: {
    value: 'N',
    env: 'YOLO_QUEUE',
    help: 'pictures that may wait; beyond it 503; default 64',
  },
  'timeout-s': { value: 'S', env: 'YOLO_TIMEOUT_S', help: 'seconds for one picture; default 30' },
  'request-timeout-s': {
    value: 'S',
    env: 'YOLO_REQUEST_TIMEOUT_S',
    help: 'seconds for one request, waiting included; default 120',
  },
  'max-body-mib': { value: 'MIB', env: 'YOLO_MAX_BODY_MIB', help: 'largest body; default 32' },
  'max-images': { value: 'N', env: 'YOLO_MAX_IMAGES', help: 'pictures in one request; default 64' },
  'max-megapixels': { value: 'N', env: 'YOLO_MAX_MEGAPIXELS', help: 'largest picture; default 64' },
  'vram-limit-mib': {
    value: 'MIB',
    env: 'YOLO_VRAM_LIMIT_MIB',
    help: 'budget; logged, not enforced',
  },
  'log-level': {
    value: 'LEVEL',
    env: 'YOLO_LOG_LEVEL',
    help: 'trace … fatal, silent; default info',
  },
  deployment: { value: 'NAME', env: 'YOLO_DEPLOYMENT', help: 'name in every line of the log' },
  family: {
    value: 'FAMILY',
    env: 'YOLO_FAMILY',
    help: 'v5, v8, end2end, yolox or classify; default: found out',
  },
  task: { value: 'TASK', env: 'YOLO_TASK', help: 'detect, segment, pose, obb or classify' },
  names: { value: 'A,B,…', env: 'YOLO_NAMES', help: 'class names by number; or a list in JSON' },
  imgsz: {
    value: 'N|H,W',
    env: 'YOLO_IMGSZ',
    help: 'input size in pixels, for models that leave it open',
  },
  'exit-with-stdin': { help: 'end when standard input closes, as when the parent process dies' },
  help: { help: 'show this' },
  version: { help: 'show the version' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof DEFINITIONS;

/** Every flag, in the order of the help. */
export const FLAGS: Readonly<Record<FlagName, Flag>> = DEFINITIONS;

/** Text of `--help`. */
export function helpText(version: string): string {
  const lines = Object.entries(FLAGS).map(([name, { value, env, help }]) => {
    const left = `  --${name}${value ? ` ${value}` : ''}`;
    return `${left.padEnd(28)}${env ? `${env.padEnd(24)}` : ''.padEnd(24)}${help}`;
  });
  return [
    `YOLO Dock inference server ${version}`,
    '',
    'Usage: server --model FILE.onnx [flags]',
    'Each flag with a value may stand in the environment instead; flags win.',
    '',
    ...lines,
    '',
  ].join('\n');
}
