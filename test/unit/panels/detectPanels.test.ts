import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { CurrentTargets, Target } from '../../../src/ui/target.ts';
import type { Method, Requests, Snapshots, Topic, ToWebview } from '../../../webview/protocol.ts';
import {
  changes,
  type FakePanel,
  panels,
  person,
  Uri,
} from '../../support/panelPreview/fakeVscode.ts';

const { DetectPanels } = await import('../../../src/ui/panels/detectPanels.ts');

const IMAGE = {
  shape: [100, 200],
  results: [{ class: 0, name: 'bolt', confidence: 0.9, box: { x1: 20, y1: 20, x2: 60, y2: 60 } }],
  speed: { preprocess: 1, inference: 2, postprocess: 3 },
};
const asked: unknown[] = [];
let connected = 0;
const client = {
  endpoint: { host: '127.0.0.1', port: 5000 },
  predict: async (_bytes: Uint8Array, parameters: unknown) => {
    asked.push(parameters);
    return { images: [IMAGE] };
  },
  model: async () => ({
    name: 'm',
    family: 'v8',
    task: 'detect',
    labels: ['bolt'],
    input: { height: 64, width: 64 },
    provider: 'cpu',
  }),
};
const target = {
  id: 't',
  label: 'parts',
  place: 'Local (CPU)',
  connect: async () => {
    connected++;
    return client;
  },
} as unknown as Target;
const chosen: string[] = [];
const targets: CurrentTargets = {
  forAll: null,
  choose: async (id) => void chosen.push(id),
  lost: async () => undefined,
  list: async () => [target],
  find: async (id) => (id === 't' ? target : undefined),
};
const log = { warn: () => undefined, error: () => undefined };

/** What would end the element that it stands in. */
const SCRIPT = 'say("</script><!-- <script>")';

let folder = '';
let shown: InstanceType<typeof DetectPanels>;
let nextId = 100;

/** What the webview of a panel would ask, and the host's reply. */
async function ask<M extends Method>(
  panel: FakePanel,
  method: M,
  params: Requests[M]['params'],
): Promise<Requests[M]['value']> {
  const id = nextId++;
  panel.fromWebview.fire({ type: 'request', id, method, params });
  for (let tries = 0; tries < 500; tries++) {
    const reply = (panel.toWebview as ToWebview[]).find(
      (message) => message.type === 'reply' && message.id === id,
    );
    if (reply?.type === 'reply') {
      if (!reply.ok) throw Object.assign(new Error(reply.failure.message), reply.failure);
      return reply.value as Requests[M]['value'];
    }
    await delay(4);
  }
  throw new Error(`No reply to ${method}.`);
}

function newest<T extends Topic>(panel: FakePanel, topic: T): Snapshots[T] {
  const all = (panel.toWebview as ToWebview[]).filter(
    (message) => message.type === 'snapshot' && message.topic === topic,
  );
  return (all.at(-1) as unknown as { value: Snapshots[T] }).value;
}

async function open(...names: readonly string[]): Promise<FakePanel> {
  await shown.show(names.map((name) => Uri.file(join(folder, name))) as never);
  const panel = panels.at(-1) as FakePanel;
  await ask(panel, 'hello', null);
  for (let tries = 0; tries < 200 && !newest(panel, 'pictures').complete; tries++) await delay(4);
  return panel;
}

const idOf = (name: string): string => Uri.file(join(folder, name)).toString();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yolo-panels-'));
  await mkdir(join(folder, 'images/deep'), { recursive: true });
  await mkdir(join(folder, 'labels'));
  await mkdir(join(folder, 'dist/webview'), { recursive: true });
  await writeFile(join(folder, 'dist/webview/detect.js'), SCRIPT);
  await writeFile(join(folder, 'dist/webview/detect.css'), 'body { margin: 0 }');
  for (const name of ['images/a-10.jpg', 'images/a-2.jpg', 'images/deep/b.png', 'images/notes.md'])
    await writeFile(join(folder, name), 'picture');
  await writeFile(
    join(folder, 'labels/a-2.txt'),
    '0 0.2 0.4 0.2 0.4\n0 0.8 0.8 0.1 0.1\n5 0.8 0.8 0.1 0.1\n0 8 8 1 1\n',
  );
  const context = {
    extensionUri: Uri.file(folder),
    globalStorageUri: Uri.file(join(folder, 'storage')),
  };
  shown = new DetectPanels(context as never, targets, log as never);
});
after(() => rm(folder, { recursive: true, force: true }));

describe('DetectPanels', () => {
  it('lists the neighbours of a single picture in the order of an explorer', async () => {
    const panel = await open('images/a-10.jpg');
    const { items } = newest(panel, 'pictures');
    assert.deepEqual(
      items.map(({ name }) => name),
      ['a-2.jpg', 'a-10.jpg'],
    );
    assert.equal(newest(panel, 'show').picture, idOf('images/a-10.jpg'));
  });

  it('uses a panel again that lists the picture, and makes another for a folder', async () => {
    const before = panels.length;
    await open('images/a-2.jpg');
    assert.equal(panels.length, before);
    const panel = await open('images');
    assert.equal(panels.length, before + 1);
    const { items } = newest(panel, 'pictures');
    assert.deepEqual(
      items.map(({ name }) => name),
      ['a-2.jpg', 'a-10.jpg', 'deep/b.png'],
    );
  });

  it('sends pictures with their labels, and only those of its list', async () => {
    const panel = await open('images/a-2.jpg');
    const { bytes, labels } = await ask(panel, 'picture', { picture: idOf('images/a-2.jpg') });
    assert.equal(Buffer.from(bytes).toString(), 'picture');
    assert.equal(labels?.name, 'a-2.txt');
    await ask(panel, 'openUris', { uris: [Uri.file('/etc/passwd').toString()] });
    await assert.rejects(ask(panel, 'picture', { picture: Uri.file('/etc/passwd').toString() }));
  });

  it('asks once with a low threshold, and knows the answer the second time', async () => {
    const panel = await open('images/a-2.jpg');
    asked.length = 0;
    const question = { picture: idOf('images/a-2.jpg'), target: 't', iou: null, fresh: false };
    assert.equal((await ask(panel, 'detect', question)).cached, false);
    assert.equal((await ask(panel, 'detect', question)).cached, true);
    assert.deepEqual(asked, [{ conf: 0.01, max_det: 1000 }]);
    await ask(panel, 'detect', { ...question, iou: 0.5 });
    assert.deepEqual(asked.at(-1), { conf: 0.01, max_det: 1000, iou: 0.5 });
    await assert.rejects(ask(panel, 'detect', { ...question, target: 'gone' }), /no longer there/);
  });

  it('takes a text beside a picture for labels when any line of it is one', async () => {
    const panel = await open('images/a-10.jpg');
    const labelsOf = async (text: string) => {
      await writeFile(join(folder, 'images/a-10.txt'), text);
      return (await ask(panel, 'picture', { picture: idOf('images/a-10.jpg') })).labels;
    };
    assert.equal((await labelsOf('# x y\n0 0.5 0.5 0.1 0.1\n'))?.name, 'a-10.txt');
    assert.equal(await labelsOf('A bolt, seen from above.\n12 0.5\n'), null);
    await rm(join(folder, 'images/a-10.txt'));
  });

  it('runs over all pictures, scores those with labels, and survives a broken one', async () => {
    await writeFile(join(folder, 'images/zz.jpg'), 'gone soon');
    const panel = await open('images');
    await ask(panel, 'openUris', { uris: [idOf('images/zz.jpg')] });
    for (let tries = 0; tries < 200 && newest(panel, 'pictures').items.length < 4; tries++)
      await delay(4);
    await rm(join(folder, 'images/zz.jpg'));
    await ask(panel, 'startRun', { target: 't', iou: null });
    for (let tries = 0; tries < 500 && newest(panel, 'run').run?.state === 'running'; tries++)
      await delay(4);
    const { run } = newest(panel, 'run');
    assert.deepEqual([run?.state, run?.done, run?.failed, run?.labelled], ['done', 4, 1, 1]);
    assert.equal(run?.leftOut, 2);
    assert.deepEqual(
      run?.tallies.map(({ truths, hits }) => [truths, hits[90]]),
      [[2, 1]],
    );
  });

  it('says when the picture or its labels change on disk', async () => {
    const panel = await open('images/a-2.jpg');
    await ask(panel, 'lookAt', { picture: idOf('images/a-2.jpg') });
    for (const event of changes) event.fire(Uri.file(join(folder, 'labels/a-2.txt')));
    await delay(200);
    assert.equal(newest(panel, 'changed').picture, idOf('images/a-2.jpg'));
  });

  it('keeps what is dropped as a file, under a harmless name', async () => {
    const panel = await open('images/a-2.jpg');
    await ask(panel, 'addPicture', { name: '../../evil.png', bytes: new Uint8Array([1, 2]) });
    const [hash = ''] = await readdir(join(folder, 'storage/dropped'));
    const files = await readdir(join(folder, 'storage/dropped', hash));
    assert.deepEqual(
      files.map((name) => name.includes('/')),
      [false],
    );
    const added = newest(panel, 'show').picture ?? '';
    assert.ok(newest(panel, 'pictures').items.some(({ id }) => id === added));
    await assert.rejects(
      ask(panel, 'addPicture', { name: 'x.exe', bytes: new Uint8Array() }),
      /not a picture/,
    );
  });

  it('saves to the chosen file only, whole or not at all', async () => {
    const panel = await open('images/a-2.jpg');
    const picture = idOf('images/a-2.jpg');
    person.saveTo = undefined;
    assert.equal(await ask(panel, 'chooseFile', { kind: 'json', picture }), null);
    person.saveTo = Uri.file(join(folder, 'out.json'));
    const file = await ask(panel, 'chooseFile', { kind: 'json', picture });
    await ask(panel, 'writeFile', { token: file?.token ?? -1, content: '{}' });
    assert.equal(await readFile(join(folder, 'out.json'), 'utf8'), '{}');
    await assert.rejects(ask(panel, 'writeFile', { token: 99, content: '' }));
    await mkdir(join(folder, 'a-folder/inside'), { recursive: true });
    person.saveTo = Uri.file(join(folder, 'a-folder'));
    const bad = await ask(panel, 'chooseFile', { kind: 'json', picture });
    await assert.rejects(
      ask(panel, 'writeFile', { token: bad?.token ?? -1, content: '{}' }),
      /could not be saved/,
    );
    assert.ok(!(await readdir(folder)).includes('a-folder.partial'));
  });

  it('makes found labels ground truth only of whoever agrees', async () => {
    const panel = await open('images/a-2.jpg');
    const wish = { kind: 'labels', picture: idOf('images/a-2.jpg') } as const;
    person.saveTo = Uri.file(join(folder, 'images/a-2-predicted.txt'));
    assert.ok(await ask(panel, 'chooseFile', wish));
    assert.equal(person.proposed?.path, person.saveTo.path);
    for (const file of ['labels/a-2.txt', 'images/a-2.txt']) {
      person.saveTo = Uri.file(join(folder, file));
      person.answers = undefined;
      assert.equal(await ask(panel, 'chooseFile', wish), null);
      person.answers = 'Save as Ground Truth';
      assert.ok(await ask(panel, 'chooseFile', wish));
    }
    person.saveTo = undefined;
  });

  it('makes what a person chooses in a panel the current target', async () => {
    const panel = await open('images/a-2.jpg');
    await ask(panel, 'useTarget', { target: 't' });
    assert.deepEqual(chosen, ['t']);
    await assert.rejects(ask(panel, 'useTarget', { target: 'gone' }), /no longer there/);
    assert.deepEqual(chosen, ['t']);
  });

  it('has the target start while the webview loads, when made and when brought back', async () => {
    const { FakePanel: Panel } = await import('../../support/panelPreview/fakeVscode.ts');
    const started = async (): Promise<void> => {
      for (let tries = 0; tries < 200 && connected === 0; tries++) await delay(4);
      assert.equal(connected, 1);
    };
    connected = 0;
    await shown.show([Uri.file(join(folder, 'images/deep'))] as never);
    await started();
    connected = 0;
    await shown.restore(new Panel('YOLO') as never, { version: 1, target: 't' });
    await started();
    await shown.restore(new Panel('YOLO') as never, { target: 'gone' });
    await started();
  });

  it('comes back from a saved state, whatever an older version wrote', async () => {
    const { FakePanel: Panel } = await import('../../support/panelPreview/fakeVscode.ts');
    for (const [state, count] of [
      [
        {
          version: 1,
          source: {
            pictures: [],
            folders: [Uri.file(join(folder, 'images')).toString()],
            siblingsOf: null,
          },
        },
        3,
      ],
      [undefined, 0],
      [{ source: { pictures: 7 } }, 0],
    ] as const) {
      const panel = new Panel('YOLO');
      await shown.restore(panel as never, state);
      await ask(panel, 'hello', null);
      for (let tries = 0; tries < 200 && !newest(panel, 'pictures').complete; tries++)
        await delay(4);
      assert.equal(newest(panel, 'pictures').items.length, count);
    }
  });

  it('has a document with a policy that allows its own script and style only', async () => {
    const { webview } = await open('images/a-2.jpg');
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(webview.html)?.[1] ?? '';
    assert.match(policy, /^default-src 'none'; script-src '(nonce-[^']+)'; style-src '\1'$/);
    assert.ok(webview.html.includes('"\\x3C/script>\\x3C!-- <script>"'));
    assert.deepEqual(webview.options, { enableScripts: true, localResourceRoots: [] });
  });

  it('brings what is to be shown along in its document', async () => {
    const name = 'images/</script><b>.jpg';
    await mkdir(join(folder, 'images/<'), { recursive: true });
    await writeFile(join(folder, name), 'picture');
    const { webview } = await open(name);
    const json = /id="snapshots">([^<]*)<\/script>/.exec(webview.html)?.[1] ?? '';
    const { show, pictures, targets } = JSON.parse(json) as Partial<Snapshots>;
    assert.equal(show?.picture, idOf(name));
    assert.ok(pictures?.items.some(({ id }) => id === idOf(name)));
    assert.deepEqual(
      targets?.items.map(({ id }) => id),
      ['t'],
    );
    await rm(join(folder, 'images/<'), { recursive: true });
  });

  it('asks the target while the webview loads, whose question takes the answer', async () => {
    asked.length = 0;
    const name = 'fresh/new.png';
    await mkdir(join(folder, 'fresh'));
    await writeFile(join(folder, name), 'picture');
    const panel = await open(name);
    for (let tries = 0; tries < 200 && asked.length === 0; tries++) await delay(4);
    const question = { picture: idOf(name), target: 't', iou: null, fresh: false };
    assert.equal((await ask(panel, 'detect', question)).cached, false);
    assert.equal((await ask(panel, 'detect', question)).cached, true);
    assert.equal(asked.length, 1);
  });
});
