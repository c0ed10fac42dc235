import { parseArgs } from 'node:util';
import type { Family, ModelOverrides, Task } from '../vision/types.ts';
import type { LogLevel } from './log.ts';
import { LOG_LEVELS } from './log.ts';
import { FLAGS, type FlagName } from './optionFlags.ts';
import { OptionsError } from './optionsError.ts';
import { integer, number, oneOf, size, texts } from './optionValues.ts';

/** Where to listen: a TCP port, or a Unix socket / Windows named pipe. */
export type ListenAddress =
  | { readonly host: string; readonly port: number }
  | { readonly socket: string };

/** Where a model may run; `auto` takes what is there. */
export const DEVICES = ['auto', 'cpu', 'cuda', 'tensorrt'] as const;
/** One of `DEVICES`. */
export type Device = (typeof DEVICES)[number];

const FAMILIES = ['v5', 'v8', 'end2end', 'yolox', 'classify'] as const satisfies Family[];
const TASKS = ['detect', 'segment', 'pose', 'obb', 'classify'] as const satisfies Task[];

/** Everything that the command line and the environment can say. Absent: the part's own default. */
export interface ServerOptions {
  /** Path of the weights file. */
  readonly model: string;
  readonly name: string | undefined;
  readonly overrides: ModelOverrides;
  readonly listen: ListenAddress;
  readonly device: Device;
  readonly conf: number | undefined;
  readonly iou: number | undefined;
  /** Largest request body in bytes. */
  readonly bodyBytes: number;
  /** Most pictures in one request. */
  readonly maxImages: number;
  /** Most pictures that may wait. */
  readonly queue: number | undefined;
  readonly workers: number | undefined;
  readonly threads: number | undefined;
  /** Milliseconds that one picture may take in a worker. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds that a request may take once it is read, waiting included. */
  readonly requestMs: number;
  /** Most pixels of a picture. */
  readonly maxPixels: number | undefined;
  readonly logLevel: LogLevel;
  readonly deployment: string;
  /** Budget of video memory in MiB; only logged. */
  readonly vramLimitMib: number | undefined;
  readonly exitWithStdin: boolean;
}

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'serve'; readonly options: ServerOptions };

/**
 * Reads the command line and the environment; flags win.
 * @throws OptionsError with one sentence that names the flag or variable, its value and what is
 * allowed.
 */
export function readCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const flags = parsedFlags(args);
  if (flags['help'] === true) return { kind: 'help' };
  if (flags['version'] === true) return { kind: 'version' };
  const given = <T>(flag: FlagName, parse: (text: string, label: string) => T): T | undefined => {
    const text = flags[flag];
    if (typeof text === 'string') return parse(text, `--${flag}`);
    const variable = FLAGS[flag].env;
    const value = variable === undefined ? undefined : env[variable];
    // An empty variable is how compose files and manifests say "not set".
    return variable === undefined || !value ? undefined : parse(value, variable);
  };
  const text = (flag: FlagName): string | undefined => given(flag, nonEmpty);
  const model = text('model');
  if (model === undefined) {
    throw new OptionsError('No model is given: use --model FILE.onnx, or set YOLO_MODEL.');
  }
  const name = text('name');
  const seconds = given('timeout-s', number(0.001, 3600));
  const megapixels = given('max-megapixels', number(0.01, 1000));
  const options: ServerOptions = {
    model,
    name,
    overrides: overrides(given),
    listen: listenAddress(flags, text('socket'), text('host'), given('port', integer(0, 65_535))),
    device: given('device', oneOf(DEVICES)) ?? 'auto',
    conf: given('conf', number(0, 1)),
    iou: given('iou', number(0, 1)),
    bodyBytes: Math.round((given('max-body-mib', number(0.001, 1024)) ?? 32) * 2 ** 20),
    maxImages: given('max-images', integer(1, 1024)) ?? 64,
    queue: given('queue', integer(0, 100_000)),
    workers: given('workers', integer(1, 256)),
    threads: given('threads', integer(1, 256)),
    timeoutMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
    requestMs: Math.round((given('request-timeout-s', number(0.001, 86_400)) ?? 120) * 1000),
    maxPixels: megapixels === undefined ? undefined : Math.round(megapixels * 1e6),
    logLevel: given('log-level', oneOf(LOG_LEVELS)) ?? 'info',
    deployment: text('deployment') ?? name ?? 'local',
    vramLimitMib: given('vram-limit-mib', integer(0, 10_000_000)),
    exitWithStdin: flags['exit-with-stdin'] === true,
  };
  return { kind: 'serve', options };
}

function parsedFlags(args: readonly string[]): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries(
    Object.entries(FLAGS).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new OptionsError(`${sentence.replace(/\.$/, '')}; --help lists what there is.`);
  }
}

type Given = <T>(flag: FlagName, parse: (text: string, label: string) => T) => T | undefined;

function overrides(given: Given): ModelOverrides {
  const family = given('family', oneOf(FAMILIES));
  const task = given('task', oneOf(TASKS));
  const names = given('names', texts);
  const imgsz = given('imgsz', size(32, 4096));
  return {
    ...(family ? { family } : {}),
    ...(task ? { task } : {}),
    ...(names ? { names } : {}),
    ...(imgsz ? { imgsz } : {}),
  };
}

function listenAddress(
  flags: Readonly<Record<string, unknown>>,
  socket: string | undefined,
  host: string | undefined,
  port: number | undefined,
): ListenAddress {
  if (socket === undefined) return { host: host ?? '127.0.0.1', port: port ?? 5000 };
  for (const flag of ['host', 'port']) {
    if (flags['socket'] !== undefined && flags[flag] !== undefined) {
      throw new OptionsError(`--socket and --${flag} exclude each other: give one of them.`);
    }
  }
  return { socket };
}

function nonEmpty(text: string, label: string): string {
  if (text.trim() === '') throw new OptionsError(`${label} is empty.`);
  return text;
}
