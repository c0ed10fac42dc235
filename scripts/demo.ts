/**
 * The main job: starts the inference server with a sample model, as a process or with `--docker` in
 * a container, sends it pictures, and shows what it found.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { SingleBar } from 'cli-progress';
import { build } from 'esbuild';
import type { Client } from '../src/contract/client.ts';
import type { ImageResult } from '../src/contract/schema/predict.ts';
import { Annotator } from './demo/annotate.ts';
import { type DemoOptions, DemoUsageError, demoHelp, readDemoArguments } from './demo/arguments.ts';
import { prepareOutput, WriteError, writing } from './demo/output.ts';
import type { Row } from './demo/table.ts';
import { table } from './demo/table.ts';
import { ROOT } from './paths.ts';
import { serverBundle } from './server/bundle.ts';
import { startServer } from './server/serverProcess.ts';

process.exitCode = await demo(process.argv.slice(2));

async function demo(args: readonly string[]): Promise<number> {
  try {
    const options = await readDemoArguments(args);
    if (options === 'help') {
      console.log(demoHelp());
      return 0;
    }
    await prepareOutput(options.out);
    await build({ ...serverBundle(), logLevel: 'silent' });
    const start = performance.now();
    const server = await started(options);
    try {
      await introduce(server, performance.now() - start);
      return await detect(server, options);
    } finally {
      await server.stop();
    }
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    return error instanceof DemoUsageError ? 2 : 1;
  }
}

/** The server, in a container where that is asked for. */
async function started({ model, conf, docker }: DemoOptions): Promise<DemoServer> {
  if (docker) {
    // Docker's client library is loaded only where it is needed.
    const { startContainer } = await import('./demo/container.ts');
    return startContainer(model, conf === undefined ? {} : { YOLO_CONF: conf });
  }
  console.log(`Starting the inference server with ${basename(model)} …`);
  return startServer(model, { args: conf === undefined ? [] : ['--conf', conf] });
}

/** A server, wherever it runs. */
interface DemoServer {
  readonly client: Client;
  stop(): Promise<unknown>;
}

async function introduce({ client }: DemoServer, ms: number): Promise<void> {
  const { family, task, labels, named, input, provider } = await client.model();
  const classes = named && labels.length <= 8 ? labels.join(', ') : `${labels.length} classes`;
  console.log(
    `Ready after ${(ms / 1000).toFixed(1)} s: ${task} (${family}), ${classes}; ` +
      `input ${input.width}×${input.height}, running on ${provider}.\n`,
  );
}

async function detect(
  { client }: DemoServer,
  { images, out, model }: DemoOptions,
): Promise<number> {
  const annotator = await Annotator.create();
  const { labels } = await client.model();
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {picture}',
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(images.length, 0, { picture: '' });
  const rows: Row[] = [];
  const taken = new Set<string>();
  for (const path of images) {
    bar.update({ picture: basename(path) });
    const name = freeName(path, taken);
    try {
      const bytes = await readFile(path);
      const answer = await client.predict(bytes);
      const [image] = answer.images;
      if (image === undefined || 'error' in image) throw new Error('The answer holds no picture.');
      await writing(out, async () => {
        await annotator.write(bytes, image, join(out, `${name}.jpg`));
        await writeFile(join(out, `${name}.json`), `${JSON.stringify(answer, null, 2)}\n`);
      });
      rows.push(found(path, image));
    } catch (error) {
      if (error instanceof WriteError) throw error;
      rows.push({ picture: basename(path), error: oneLine((error as Error).message) });
    }
    bar.increment();
  }
  bar.stop();
  await annotator.close();
  console.log(table(rows));
  summarise(rows, labels, out, model);
  return rows.some((row) => 'error' in row) ? 1 : 0;
}

/** A file name for the results that no earlier picture of this run has taken. */
function freeName(path: string, taken: Set<string>): string {
  const stem = basename(path, extname(path));
  let name = stem;
  for (let n = 2; taken.has(name); n++) name = `${stem}-${n}`;
  taken.add(name);
  return name;
}

function found(path: string, { results, speed }: ImageResult): Row {
  return {
    picture: basename(path),
    objects: results.map(({ name, confidence }) => ({ name, confidence })),
    speed,
  };
}

/** Errors of native libraries have several lines; a cell of the table has one. */
function oneLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function summarise(
  rows: readonly Row[],
  labels: readonly string[],
  out: string,
  model: string,
): void {
  const good = rows.flatMap((row) => ('error' in row ? [] : [row]));
  const failed = rows.length - good.length;
  const objects = good.flatMap((row) => row.objects);
  const kinds = labels.filter((label) => objects.some(({ name }) => name === label)).length;
  const folder = relative(process.cwd(), out) || '.';
  console.log(
    `\n${count(objects.length, 'object')} of ${count(kinds, 'class', 'classes')} in ` +
      `${count(good.length, 'picture')}.` +
      (failed > 0 ? ` ${count(failed, 'picture')} failed: see the table.` : ''),
  );
  if (good.length === 0) return;
  console.log(`Annotated pictures and JSON: ${folder}`);
  const server = relative(process.cwd(), join(ROOT, 'dist', 'server.js'));
  console.log(
    [
      '',
      'What next:',
      '  your own model and pictures  npm run demo -- --model best.onnx --image a.jpg b.jpg',
      `  keep the server running      node ${server} --model ${relative(process.cwd(), model)}`,
      '  then ask it                  curl -F file=@a.jpg http://127.0.0.1:5000/predict',
    ].join('\n'),
  );
}
