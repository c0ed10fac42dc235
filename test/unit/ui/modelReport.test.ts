import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CONFORMANCE, ROOT, SAMPLES } from '../../../scripts/paths.ts';
import { useBundle } from '../../support/panelPreview/fakeVscode.ts';

const { isUsable } = await import('../../../src/ui/models/modelReport.ts');
const { readModelReport } = await import('../../../src/ui/models/readModelReport.ts');
const { ModelReports } = await import('../../../src/ui/models/modelReports.ts');
const { modelDocument } = await import('../../../src/ui/models/modelDocument.ts');
const { describeProblem, describeSpec, describeStated } = await import(
  '../../../src/ui/models/describeModel.ts'
);

const folder = mkdtempSync(join(tmpdir(), 'yolo-report-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const sample = join(SAMPLES, 'models', 'parts-v10.onnx');
const yolox = join(CONFORMANCE, 'models', 'yolox_nano.onnx');
const classifier = join(CONFORMANCE, 'models', 'yolov8n-cls-uint8.onnx');
const skipWithout = (path: string) => ({ skip: existsSync(path) ? false : `no ${path}` });

test('a model’s facts, and a document of them', skipWithout(sample), async () => {
  const report = await readModelReport(sample);
  assert.ok(isUsable(report));
  assert.match(describeSpec(report) ?? '', /^end2end · detect · \d+ classes$/);
  const document = modelDocument(report);
  assert.match(document, /^# parts-v10\.onnx\n/);
  assert.match(document, /\| \*\*Input\*\* \| 416 × 320 · RGB · \w+ \|/);
  assert.match(document, /## Labels\n\n0&nbsp;\*\*\w+\*\*/);
  assert.match(document, /## Metadata/);
});

test('a model that does not name its family in its metadata', skipWithout(yolox), async () => {
  const report = await readModelReport(yolox);
  assert.ok(isUsable(report));
  assert.equal(describeSpec(report), 'yolox · detect · 80 classes');
});

test('a model in Chinese: its family keeps its name', skipWithout(sample), async () => {
  useBundle(JSON.parse(readFileSync(join(ROOT, 'l10n/bundle.l10n.zh-cn.json'), 'utf8')));
  try {
    const report = await readModelReport(sample);
    assert.match(describeSpec(report) ?? '', /^端到端 · 检测 · \d+ 个类别$/);
    assert.match(modelDocument(report), /\| 端到端 \|.*\| 检测 \|/s);
    const v8 = await readModelReport(join(SAMPLES, 'models', 'parts-v8.onnx'));
    assert.match(describeSpec(v8) ?? '', /^v8 · 检测 · /);
  } finally {
    useBundle({});
  }
});

test('a classifier is called so once', skipWithout(classifier), async () => {
  const report = await readModelReport(classifier);
  assert.match(describeSpec(report) ?? '', /^classify · [\d,]+ classes$/);
  assert.doesNotMatch(modelDocument(report), /Family/);
});

test('PyTorch weights: what they are, and the command that exports them', async () => {
  const report = await readModelReport(file('best.pt', 'PK\u0003\u0004 archive/data.pkl'));
  assert.equal(report.problem?.code, 'pytorch-weights');
  assert.match(describeProblem(report) ?? '', /^holds PyTorch weights/);
  assert.match(modelDocument(report), /```text\nyolo export model=best\.pt format=onnx\n```/);
});

test('what is broken says why, and is no Markdown', async () => {
  const report = await readModelReport(file('![x](https:a).onnx', '<html>'));
  assert.ok(!isUsable(report));
  assert.match(describeProblem(report) ?? '', /^is a web page/);
  assert.doesNotMatch(modelDocument(report), /!\[/);
  const gone = await readModelReport(join(folder, 'gone.onnx'));
  assert.equal(gone.problem?.code, 'not-found');
  assert.equal(gone.bytes, undefined);
});

test('what yolo.json states wins, is named as its, and must fit', skipWithout(sample), async () => {
  const names = ['a', 'b', 'c, d', 'e', 'f'];
  const report = await readModelReport(sample, { names, imgsz: [320, 416] });
  assert.deepEqual(report.spec?.names, names);
  assert.equal(describeStated(report), 'From yolo.json: names, imgsz');
  const document = modelDocument(report);
  assert.match(document, /\| \*\*Classes\*\* \| 5 &#40;from yolo\.json&#41; \|/);
  assert.match(document, /\| \*\*Family\*\* \| end2end \|/);
  for (const [stated, code] of [
    [{ names: ['a'] }, 'names-mismatch'],
    [{ imgsz: 640 }, 'size-mismatch'],
    [{ family: 'v8' }, 'unknown-layout'],
  ] as const) {
    assert.equal((await readModelReport(sample, stated)).problem?.code, code);
  }
});

test('a model is read anew when something else is stated', skipWithout(sample), async () => {
  let stated: { names?: string[] } | undefined;
  const reports = new ModelReports({ of: async () => stated });
  const plain = await reports.read(sample);
  assert.equal(plain.spec?.names[0], 'bolt');
  stated = { names: ['1', '2', '3', '4', '5'] };
  const other = await reports.read(sample);
  assert.equal(other.spec?.names[0], '1');
  assert.equal(other, await reports.read(sample));
  assert.equal((await reports.read(sample, {})).spec?.names[0], 'bolt');
});

test('a file is read once as long as it is the same, and many in turn', async () => {
  const reports = new ModelReports();
  const path = file('twice.onnx', 'nonsense');
  const [first, second] = await Promise.all([reports.read(path), reports.read(path)]);
  assert.equal(first, await reports.read(path));
  assert.equal(first.problem?.code, second.problem?.code);
  writeFileSync(path, '<html> longer');
  assert.equal((await reports.read(path)).problem?.code, 'html-page');
  const many = Array.from({ length: 40 }, (_, i) => file(`m${i}.onnx`, `nonsense ${i}`));
  const read = await Promise.all(many.map((one) => reports.read(one)));
  assert.deepEqual(
    read.map(({ file: name }) => name),
    many.map((_, i) => `m${i}.onnx`),
  );
});
