import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Context, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { parseAllDocuments } from 'yaml';
import { ensureDockerCompose } from '../../../scripts/engine/dockerCompose.ts';
import { ensureHadolint } from '../../../scripts/engine/hadolint.ts';
import { officialVerdicts, VERSIONS } from '../../../scripts/kubernetes/officialSchemas.ts';
import { findOnPath } from '../../../scripts/vscode/findOnPath.ts';
import { MeansError } from '../../../scripts/vscode/meansError.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { extension } from '../support/extension.ts';

const run = promisify(execFile);

/** Installing a linter takes longer than a test does otherwise. */
const PATIENCE_MS = 120_000;

interface Snippet {
  readonly prefix: string;
  readonly description: string;
}

/** Where the entries of `yolo.json` belong. */
const PROJECT = `{
  "name": "parts",
  "models": { "v8": { "weights": "models/best.onnx" } },
  "deployments": {}
}`;

suite('snippets', () => {
  let folder: string;
  suiteSetup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yolo-snippets-'));
  });
  suiteTeardown(() => rm(folder, { recursive: true }));
  teardown(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  async function namesIn(file: string): Promise<[string, Snippet][]> {
    const text = await readFile(join(extension().extensionPath, 'snippets', file), 'utf8');
    return Object.entries(JSON.parse(text) as Record<string, Snippet>);
  }

  test('have a prefix and a description each, and no two the same', async () => {
    const files = ['dockerfile', 'compose', 'kubernetes', 'python', 'yolo'];
    const all = (await Promise.all(files.map((name) => namesIn(`${name}.json`)))).flat();
    const prefixes = all.map(([, { prefix }]) => prefix);
    assert.ok(prefixes.length >= 14);
    assert.deepEqual([...new Set(prefixes)], prefixes);
    for (const [name, { prefix, description }] of all) {
      assert.match(prefix, /^yolo-[a-z0-9-]+$/, name);
      assert.ok(description.length > 10, name);
    }
  });

  test('for Dockerfiles make Dockerfiles in which the linter finds nothing', async function () {
    this.timeout(PATIENCE_MS);
    const hadolint = await available(this, ensureHadolint);
    for (const [name] of await namesIn('dockerfile.json')) {
      const file = join(folder, 'Dockerfile');
      await writeFile(file, `${(await inserted('dockerfile', name)).trimEnd()}\n`);
      const flags = ['--no-fail', '--failure-threshold', 'style', '--format', 'json'];
      const { stdout } = await run(hadolint, [...flags, file]);
      assert.deepEqual(JSON.parse(stdout), [], name);
    }
  });

  test('for Kubernetes make objects that its schemas take', async function () {
    this.timeout(PATIENCE_MS);
    const names = (await namesIn('kubernetes.json')).map(([name]) => name);
    const objects: object[] = [];
    for (const name of names) objects.push(...objectsIn(await inserted('yaml', name)));
    assert.equal(objects.length, names.length);
    for (const version of VERSIONS) {
      const verdicts = await available(this, () => officialVerdicts(objects, version));
      assert.deepEqual([...new Set(verdicts)], ['ok']);
    }
  });

  test('for Compose make files that Compose takes', async function () {
    this.timeout(PATIENCE_MS);
    const compose = await available(this, ensureDockerCompose);
    for (const [name] of await namesIn('compose.json')) {
      const text = await inserted('yaml', name);
      assert.equal(objectsIn(text).length, 1, name);
      const file = join(folder, 'compose.yaml');
      await writeFile(file, text);
      await run(compose, ['--file', file, 'config', '--quiet']);
    }
  });

  test('for Python make what Python compiles', async function () {
    this.timeout(PATIENCE_MS);
    const python = findOnPath('python3');
    if (python === undefined) return this.skip();
    for (const [name] of await namesIn('python.json')) {
      const file = join(folder, 'snippet.py');
      await writeFile(file, await inserted('python', name));
      await run(python, ['-W', 'error', '-m', 'py_compile', file]);
    }
  });

  test('for yolo.json make a file without problems', async () => {
    for (const [name, { prefix }] of await namesIn('yolo.json')) {
      const section = { 'yolo-deployment': 'deployments', 'yolo-model': 'models' }[prefix];
      const text = await inserted('jsonc', name, section);
      const { problems, value } = parseYoloJson(text);
      assert.deepEqual(problems, [], `${name}:\n${text}`);
      assert.ok(Object.keys(value?.models ?? {}).length > 0);
    }
  });
});

/** Inserts a snippet as a person does; the text of the document then. */
async function inserted(language: string, name: string, section?: string): Promise<string> {
  const content = section === undefined ? '' : PROJECT;
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document);
  if (section !== undefined) {
    // Behind the brace that opens the section; an entry that follows needs a comma.
    const key = `"${section}": {`;
    const at = document.positionAt(content.indexOf(key) + key.length);
    editor.selection = new vscode.Selection(at, at);
  }
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: language, name });
  await vscode.commands.executeCommand('leaveSnippet');
  const text = document.getText();
  assert.notEqual(text, content, `${name} was not inserted`);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return section === 'models' ? text.replace(/\}( *"v8")/, '},$1') : text;
}

/** What a test needs, or the test is skipped. */
async function available<T>(context: Context, ensure: () => Promise<T>): Promise<T> {
  try {
    return await ensure();
  } catch (error) {
    if (error instanceof MeansError) context.skip();
    throw error;
  }
}

/** The objects of a YAML text, by the rules of YAML 1.1. */
function objectsIn(text: string): object[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as object;
  });
}
