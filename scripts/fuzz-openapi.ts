// Fuzzes a running server through its OpenAPI document: node scripts/fuzz-openapi.ts [--model FILE]
// Exit code: 0 nothing found, 1 findings, 77 skipped (says why; the code that test harnesses use).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const VERSION = '4.5.0';
/** Later ones lack what schemathesis 4.5 reaches into. */
const HYPOTHESIS = '6.140.0';
const REPOSITORY = resolve(import.meta.dirname, '..');
const VENV = resolve(REPOSITORY, `.cache/schemathesis-${VERSION}`);
const BIN = resolve(VENV, process.platform === 'win32' ? 'Scripts' : 'bin');

/** What an answer is checked for; acceptance of all that a schema allows is not: `classes` and
 * `imgsz` depend on the model. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'unsupported_method',
].join(',');

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    examples: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
  },
});

function skip(why: string): never {
  console.log(`skipped: OpenAPI fuzzing (${why})`);
  process.exit(77);
}

/** Makes the virtual environment; Debian keeps what that needs in a package of its own. */
function makeVenv(python: string): void {
  const make = () => spawnSync(python, ['-m', 'venv', VENV], { encoding: 'utf8' });
  let made = make();
  if (made.status !== 0 && process.getuid?.() === 0) {
    console.log('installing python3-venv');
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'python3-venv'], {
      stdio: 'ignore',
    });
    made = make();
  }
  if (made.status !== 0) skip(`no virtual environment: ${lastLine(made.stdout, made.stderr)}`);
}

function lastLine(...texts: (string | null)[]): string {
  return texts.join('\n').trim().split('\n').at(-1) ?? '';
}

function install(): string {
  const schemathesis = resolve(BIN, 'schemathesis');
  if (existsSync(schemathesis)) return schemathesis;
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!python) skip('no Python 3 on the PATH');
  console.log(`installing schemathesis ${VERSION} into ${VENV}`);
  makeVenv(python);
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    `schemathesis==${VERSION}`,
    `hypothesis==${HYPOTHESIS}`,
  ];
  const installed = spawnSync(resolve(BIN, 'python'), pip, { encoding: 'utf8' });
  if (installed.status !== 0) skip(`PyPI: ${lastLine(installed.stderr)}`);
  return schemathesis;
}

const model = [
  values.model,
  'samples/parts/models/parts-v10.onnx',
  '../shared/conformance/models/yolox_nano.onnx',
]
  .filter((path) => path !== undefined)
  .map((path) => resolve(REPOSITORY, path))
  .find((path) => existsSync(path));
if (!model) skip('no model');
const schemathesis = install();

const entry = resolve(REPOSITORY, 'src/server/entry.ts');
const serverArgs = [
  entry,
  '--model',
  model,
  '--port',
  '0',
  '--queue',
  '10000',
  '--exit-with-stdin',
];
const server = spawn(process.execPath, serverArgs, { stdio: ['pipe', 'pipe', 'inherit'] });
let address = '';
for await (const line of createInterface({ input: server.stdout })) {
  const entryLine = JSON.parse(line) as { msg: string; address?: string };
  address = entryLine.address ?? address;
  if (entryLine.msg === 'ready') break;
}
server.stdout.resume();

// With the one model's name in place of any, requests get past 404. A range of media types cannot
// be sent, so the fuzzer gets one of it.
const loaded = (await (await fetch(`${address}/model`)).json()) as { name: string };
const document = (await (await fetch(`${address}/openapi.json`)).text())
  .replaceAll('/{model}', `/${loaded.name}`)
  .replaceAll('/{version}', '/1')
  .replaceAll('image/*', 'image/jpeg');
const narrowed = JSON.parse(document) as {
  paths: Record<string, Record<string, { parameters?: { in: string }[] }>>;
};
for (const operation of Object.values(narrowed.paths).flatMap((item) => Object.values(item))) {
  operation.parameters = operation.parameters?.filter((parameter) => parameter.in !== 'path') ?? [];
}
const documentFile = resolve(VENV, 'openapi.json');
writeFileSync(documentFile, JSON.stringify(narrowed));

const fuzzer = spawn(
  schemathesis,
  [
    ...['run', documentFile, '--url', address, '--checks', CHECKS],
    ...['--max-examples', values.examples],
    ...['--seed', values.seed, '--request-timeout', '30', '--phases', 'examples,coverage,fuzzing'],
    ...['--generation-database', 'none', '--no-color'],
  ],
  // What the fuzzer keeps between runs goes with the rest of its files, not into the project.
  { stdio: 'inherit', cwd: VENV },
);
const code = await new Promise<number>((done) =>
  fuzzer.once('close', (status) => done(status ?? 1)),
);
const alive = await fetch(`${address}/health/ready`).then(
  ({ ok }) => ok,
  () => false,
);
console.log(alive ? 'The server still answers.' : 'The server does not answer any more.');
server.stdin.end();
process.exitCode = code === 0 && alive ? 0 : 1;
