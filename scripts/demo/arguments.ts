import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SAMPLES } from '../paths.ts';

/** The command line is wrong; the message says how. */
export class DemoUsageError extends Error {}

/** What to run on what. Paths are absolute. */
export interface DemoOptions {
  readonly model: string;
  readonly images: readonly string[];
  /** Folder for annotated pictures and JSON. */
  readonly out: string;
  /** Lowest confidence that is shown, as given; undefined for the server's own. */
  readonly conf: string | undefined;
  /** Whether the server runs in a container. */
  readonly docker: boolean;
}

const IMAGE_FILE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/** Text of `--help`. */
export function demoHelp(): string {
  return [
    'npm run demo -- [--model FILE.onnx] [--image FILE|FOLDER …] [--out FOLDER] [--conf N] [--docker]',
    '',
    '  --model  weights in ONNX format; default: the sample model parts-v10',
    '  --image  pictures or folders of pictures, as many as you like; default: the sample pictures',
    '  --out    where annotated pictures and JSON go; default: demo-out',
    '  --conf   lowest confidence that is shown, 0–1; default 0.25',
    '  --docker run the server in a container, built for it',
  ].join('\n');
}

/**
 * Reads the command line.
 * @throws DemoUsageError for flags and paths that are wrong.
 */
export async function readDemoArguments(args: readonly string[]): Promise<DemoOptions | 'help'> {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  // `--image a.jpg b.jpg`: the shell's wildcards put the rest behind the flag.
  const given = [...(values.image ?? []), ...positionals];
  const wanted = given.length > 0 ? given : [join(SAMPLES, 'images')];
  const images = (await Promise.all(wanted.map((path) => picturesOf(resolve(path))))).flat();
  if (images.length === 0) {
    throw new DemoUsageError(
      `No pictures in ${wanted.join(', ')}: give JPEG, PNG, WebP, GIF, TIFF or AVIF files.`,
    );
  }
  return {
    model: resolve(values.model ?? join(SAMPLES, 'models', 'parts-v10.onnx')),
    images,
    out: resolve(values.out ?? 'demo-out'),
    conf: values.conf,
    docker: values.docker === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        image: { type: 'string', multiple: true },
        out: { type: 'string' },
        conf: { type: 'string' },
        docker: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new DemoUsageError(`${(error as Error).message}\n\n${demoHelp()}`);
  }
}

/** The picture itself, or the pictures directly in a folder, by name. */
async function picturesOf(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw new DemoUsageError(`There is no picture ${path}.`);
  if (!stats.isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => IMAGE_FILE.test(name))
    .sort()
    .map((name) => join(path, name));
}
