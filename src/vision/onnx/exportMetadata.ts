import type { OnnxHeader, Size, Task } from '../types.ts';
import type { Literal } from './pythonLiteral.ts';
import { readLiteral } from './pythonLiteral.ts';

/** What an exporter wrote into a file about the model; everything may be missing. */
export interface ExportMetadata {
  /** The task as written, which may be one that we do not know. */
  readonly task: string | undefined;
  /** Names by class number; a class without a name has its number. */
  readonly names: readonly string[] | undefined;
  readonly stride: number | undefined;
  readonly imgsz: Size | undefined;
  readonly keypoints: { readonly count: number; readonly dims: 2 | 3 } | undefined;
  readonly channels: number | undefined;
  /** Whether boxes come out selected: an end-to-end head, or NMS inside the graph. */
  readonly endToEnd: boolean;
  readonly description: string;
  /** Whether an exporter of the YOLO family wrote anything at all. */
  readonly present: boolean;
}

const TASKS: ReadonlySet<string> = new Set<Task>(['detect', 'segment', 'pose', 'obb', 'classify']);
/** More classes than any detector has; a bound on what a file can make us allocate. */
export const MOST_CLASSES = 65_536;

/** Whether a text is one of the tasks. */
export function isTask(task: string | undefined): task is Task {
  return task !== undefined && TASKS.has(task);
}

/** Reads the keys that Ultralytics' exporters write; values that make no sense count as missing. */
export function exportMetadata({ metadata }: OnnxHeader): ExportMetadata {
  const value = (key: string) => readLiteral(metadata.get(key) ?? '');
  const args = value('args');
  const names = classNames(value('names'));
  const stride = positive(value('stride'));
  const task = metadata.get('task')?.trim();
  return {
    task: task === '' ? undefined : task,
    names,
    stride,
    imgsz: imageSize(value('imgsz')),
    keypoints: keypointShape(value('kpt_shape')),
    channels: positive(value('channels')),
    endToEnd: value('end2end') === true || (args instanceof Map && args.get('nms') === true),
    description: metadata.get('description') ?? '',
    present: task !== undefined || names !== undefined || stride !== undefined,
  };
}

function positive(value: Literal | undefined): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? number
    : undefined;
}

function imageSize(value: Literal | undefined): Size | undefined {
  const [height, width] = Array.isArray(value) ? value.map(positive) : [positive(value)];
  if (height === undefined) return undefined;
  return { height, width: width ?? height };
}

function keypointShape(value: Literal | undefined): ExportMetadata['keypoints'] {
  if (!Array.isArray(value)) return undefined;
  const [count, dims] = value.map(positive);
  return count !== undefined && (dims === 2 || dims === 3) ? { count, dims } : undefined;
}

function classNames(value: Literal | undefined): readonly string[] | undefined {
  const entries: Iterable<[unknown, unknown]> =
    Array.isArray(value) || value instanceof Map ? value.entries() : [];
  const names: string[] = [];
  for (const [key, name] of entries) {
    // JSON writes numbers as text when they are keys.
    const number = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : key;
    if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
    if (number < 0 || number >= MOST_CLASSES) return undefined;
    while (names.length <= number) names.push(String(names.length));
    names[number] = typeof name === 'string' ? name : String(name);
  }
  return names.length > 0 ? names : undefined;
}
