import './monitor.css';
import type {
  MonitorRequests,
  MonitorSnapshots,
  MonitorState,
  MonitorToHost,
  MonitorToWebview,
  Scene,
} from '../monitorProtocol.ts';
import { Channel } from '../shared/channel.ts';
import { fill, h, setText, show } from '../shared/dom.ts';
import { Card } from './card.ts';
import { FrameRecord } from './record.ts';
import { t, useStrings } from './sentences.ts';
import { readStyle } from './style.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: MonitorToHost): void;
  getState(): MonitorState | undefined;
  setState(state: MonitorState): void;
};

/** What the document brings along. */
function data<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? '{}');
}

const host = acquireVsCodeApi();
useStrings(data('strings'));
let scene: Scene | undefined = data<Partial<MonitorSnapshots>>('snapshots').scene;
let style = readStyle();
/** The end of the charts while they are paused. */
let pausedAt: number | undefined;
let at: number | undefined;
let due = false;
const record = new FrameRecord();
const cards = new Map<string, Card>();
const folded = new Set(host.getState()?.folded ?? []);

const badge = h('span', { class: 'badge' }, t('simulated'));
const pause = h('button', { class: 'pause', 'aria-pressed': false });
const note = h('p', { class: 'note', role: 'status' });
const list = h('div', { class: 'cards' });
const bar = h('div', { class: 'bar' }, pause, badge);
document.body.replaceChildren(h('main', { 'aria-label': t('charts') }, bar, note, list));

const channel = new Channel<MonitorSnapshots, MonitorRequests>(
  (message) => host.postMessage(message),
  t('no_reply'),
);
window.addEventListener('message', ({ data: message }: MessageEvent<MonitorToWebview>) =>
  channel.receive(message),
);

/** Draws in the next frame, once however much has changed. */
function redraw(): void {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    draw();
  });
}

function draw(): void {
  const { frames } = record;
  const problem = scene?.problem ?? null;
  setText(note, problem ?? (frames.length === 0 ? t('waiting') : ''));
  show(note, problem !== null || frames.length === 0);
  show(badge, scene?.simulated === true);
  show(bar, frames.length > 0);
  setText(pause, pausedAt === undefined ? t('pause') : t('resume'));
  pause.setAttribute('aria-pressed', String(pausedAt !== undefined));
  if (scene === undefined) return;
  const end = pausedAt ?? frames.at(-1)?.time ?? Date.now();
  const shown = pausedAt === undefined ? frames : frames.filter(({ time }) => time <= end);
  const moment = { scene, frames: shown, end, at, style };
  const elements = scene.parts.map((part) => {
    const card = cardOf(part.uuid);
    card.show(part, moment);
    return card.element;
  });
  const same = elements.length === list.children.length;
  if (!same || elements.some((element, place) => list.children[place] !== element)) {
    fill(list, ...elements);
  }
}

function cardOf(uuid: string): Card {
  const known = cards.get(uuid);
  if (known) return known;
  const card = new Card(uuid, folded.has(uuid), {
    point: (time) => {
      at = time;
      redraw();
    },
    fold: (id, isFolded) => {
      if (isFolded) folded.add(id);
      else folded.delete(id);
      host.setState({ version: 1, folded: [...folded] });
    },
    redraw,
  });
  cards.set(uuid, card);
  return card;
}

async function hydrate(): Promise<void> {
  record.replace(await channel.request('history', null));
  redraw();
}

channel.on('scene', (value) => {
  scene = value;
  redraw();
});
channel.on('frame', ({ sequence, frame }) => {
  if (record.add(sequence, frame)) void hydrate();
  redraw();
});
pause.addEventListener('click', () => {
  pausedAt = pausedAt === undefined ? record.frames.at(-1)?.time : undefined;
  record.hold(pausedAt);
  redraw();
});
new MutationObserver(() => {
  style = readStyle();
  redraw();
}).observe(document.body, { attributes: true, attributeFilter: ['class'] });
new MutationObserver(() => {
  style = readStyle();
  redraw();
}).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
window.matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', redraw);
void channel.request('hello', null).then(hydrate);
draw();
