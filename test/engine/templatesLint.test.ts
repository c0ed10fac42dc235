import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { DockerfileParser, Env, From, Label } from 'dockerfile-ast';
import { ensureHadolint } from '../../scripts/engine/hadolint.ts';
import { ROOT } from '../../scripts/paths.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';
import { contextFiles } from '../../src/engine/buildContext.ts';

const run = promisify(execFile);
const TEMPLATES = join(ROOT, 'templates');
const DOCKERFILES = [
  'onnx/Dockerfile',
  'onnx/Dockerfile.cuda',
  'pytorch/Dockerfile.pytorch',
  'tensorrt/Dockerfile.tensorrt',
  'gpu-exporter/Dockerfile',
];

describe('Dockerfiles of the templates', () => {
  let hadolint: string | undefined;
  let reason = '';

  before(async () => {
    try {
      hadolint = await ensureHadolint();
    } catch (error) {
      if (!(error instanceof MeansError)) throw error;
      reason = error.message;
    }
  });

  /** What the linter finds in a Dockerfile, of every severity. */
  async function findings(file: string): Promise<{ code: string; message: string }[]> {
    const flags = ['--no-fail', '--failure-threshold', 'style', '--format', 'json'];
    const { stdout } = await run(hadolint as string, [...flags, file]);
    return JSON.parse(stdout);
  }

  for (const name of DOCKERFILES) {
    test(`the linter finds nothing in ${name}`, async (t) => {
      if (hadolint === undefined) return t.skip(reason);
      assert.deepEqual(await findings(join(TEMPLATES, name)), []);
    });

    test(`nothing in ${name} is deprecated`, () => {
      const dockerfile = DockerfileParser.parse(readFileSync(join(TEMPLATES, name), 'utf8'));
      const instructions = dockerfile.getInstructions();
      for (const instruction of instructions) {
        const keyword = instruction.getInstruction();
        assert.equal(keyword, keyword.toUpperCase());
        assert.notEqual(keyword, 'MAINTAINER');
        if (instruction instanceof Env || instruction instanceof Label) {
          const assigned = instruction.getProperties().map((one) => one.getAssignmentOperator());
          assert.ok(
            assigned.every((operator) => operator === '='),
            'KEY VALUE without "="',
          );
        }
        if (instruction instanceof From) {
          const stage = instruction.getBuildStage();
          assert.equal(stage, stage?.toLowerCase() ?? null);
        }
      }
    });

    test(`every image and package index of ${name} is a build argument`, () => {
      const text = readFileSync(join(TEMPLATES, name), 'utf8');
      const code = text.split('\n').filter((line) => !line.startsWith('#'));
      for (const line of code.filter((each) => /^FROM /.test(each))) {
        assert.match(line, /^FROM \$\{[A-Z_]+_IMAGE\}/);
      }
      const addresses = code.filter((line) => /https:/.test(line) && !/^ARG /.test(line));
      // The one that is replaced by the argument before it is used.
      assert.ok(
        addresses.every((line) => line.includes('NUGET_INDEX')),
        addresses.join('\n'),
      );
    });
  }

  test('the linter finds what is wrong, so its silence means something', async (t) => {
    if (hadolint === undefined) return t.skip(reason);
    const file = join(temporaryFolder('lint'), 'Dockerfile');
    writeFileSync(file, 'FROM debian:latest\nUSER root\nCMD node server.js\n');
    const codes = (await findings(file)).map(({ code }) => code);
    for (const code of ['DL3002', 'DL3007', 'DL3025']) assert.ok(codes.includes(code), code);
  });

  test('the build context holds what the image needs and nothing else of a workspace', async () => {
    const folder = temporaryFolder('workspace');
    const wanted = [
      '.yolo-dock/package-lock.json',
      '.yolo-dock/package.json',
      '.yolo-dock/server.js',
      'models/line a/parts.onnx',
      'parts.onnx',
    ];
    const unwanted = ['.env', '.git/config', 'images/a.jpg', 'src/secret.py', '.yolo-dock/log'];
    for (const path of [...wanted, ...unwanted]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
    writeFileSync(
      join(folder, '.dockerignore'),
      readFileSync(join(TEMPLATES, 'onnx', '.dockerignore'), 'utf8'),
    );
    const files = await contextFiles(folder, 'Dockerfile');
    assert.deepEqual(files.map(({ path }) => path).sort(), wanted);
  });
});
