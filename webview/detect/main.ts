import './styles/base.css';
import './styles/toolbar.css';
import './styles/stage.css';
import './styles/sliders.css';
import './styles/chips.css';
import './styles/objectList.css';
import './styles/timings.css';
import './styles/states.css';
import './styles/strip.css';
import './styles/narrow.css';
import './styles/low.css';
import type {
  Requests,
  SavedState,
  SnapshotMessage,
  Snapshots,
  ToHost,
  ToWebview,
} from '../protocol.ts';
import { Channel } from '../shared/channel.ts';
import { h } from '../shared/dom.ts';
import { Controller } from './app/controller.ts';
import { derive } from './app/derive.ts';
import { preferencesOf } from './app/preferences.ts';
import { remember } from './app/remember.ts';
import { Session } from './app/session.ts';
import { View } from './canvas/view.ts';
import { classFilter } from './parts/classFilter.ts';
import { registerControls } from './parts/controls.ts';
import { takePictures } from './parts/drop.ts';
import { listenToKeys } from './parts/keys.ts';
import { t, useStrings } from './parts/l10n.ts';
import { objectList } from './parts/objectList.ts';
import { panes } from './parts/panes.ts';
import { sliders } from './parts/sliders.ts';
import { states } from './parts/states.ts';
import { strip } from './parts/strip.ts';
import { summary } from './parts/summary.ts';
import { timings } from './parts/timings.ts';
import { toolbar } from './parts/toolbar.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
};

/** What the document brings along. */
function data<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? '{}');
}

const host = acquireVsCodeApi();
useStrings(data('strings'));
registerControls();

const saved = host.getState();
const snapshots = Object.entries(data<Partial<Snapshots>>('snapshots')).map(
  ([topic, value]) => ({ type: 'snapshot', topic, value }) as SnapshotMessage,
);
const session = new Session();
session.preferences = preferencesOf(saved);
const channel = new Channel<Snapshots, Requests>(
  (message) => host.postMessage(message),
  t('no_reply'),
);
window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => channel.receive(data));
const controller = new Controller(session, channel);

const view = new View(() => {
  stage.redraw();
  bar.zoomed();
  save();
});
view.restore(saved?.zoom ?? null);
const save = remember(session, view, (state) => host.setState(state));

const bar = toolbar(controller, view);
const stage = panes(controller, view);
const overlay = states(controller);
const side = [
  sliders(controller),
  summary(controller),
  classFilter(controller),
  objectList(controller, view),
  timings(controller),
];
const pictures = strip(controller);

document.body.replaceChildren(
  bar.element,
  h(
    'main',
    { class: 'main', 'aria-label': t('aria_panel') },
    h('div', { class: 'stage' }, stage.element, ...overlay.elements),
    h(
      'aside',
      { class: 'side', 'aria-label': t('aria_details') },
      ...side.map(({ element }) => element),
    ),
  ),
  pictures.element,
  takePictures(controller),
);
listenToKeys(controller, view);

session.subscribe(() => {
  derive(session);
  document.body.classList.toggle('answered', session.answer('left') !== undefined);
  document.body.classList.toggle('with-picture', session.shown !== undefined);
  for (const part of [bar, stage, overlay, ...side, pictures]) part.update();
  save();
});
controller.start(saved, snapshots);
session.changed();
