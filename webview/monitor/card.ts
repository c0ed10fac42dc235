import type { ChartPart, Frame, Scene, UserFigures } from '../monitorProtocol.ts';
import { h, setText, show } from '../shared/dom.ts';
import { Chart } from './chart.ts';
import { memoryText, percent } from './figures.ts';
import { Legend } from './legend.ts';
import type { Mark, Picture } from './paint.ts';
import { frameAt } from './record.ts';
import { t } from './sentences.ts';
import { stack, total } from './stack.ts';
import type { ChartStyle } from './style.ts';

const vramOf = ([, vram]: UserFigures): number | null => vram;
const smOf = ([, , sm]: UserFigures): number | null => sm;

/** What all cards are drawn with. */
export interface Moment {
  readonly scene: Scene;
  readonly frames: readonly Frame[];
  /** The time at the right edge of the charts. */
  readonly end: number;
  /** The time that is pointed at, in any chart. */
  readonly at: number | undefined;
  readonly style: ChartStyle;
}

/** What a card tells the page. */
export interface CardActions {
  point(at: number | undefined): void;
  fold(uuid: string, folded: boolean): void;
  /** Something of its own has changed. */
  redraw(): void;
}

/** A card, or a slice of one: two charts and their legend. */
export class Card {
  readonly element: HTMLDetailsElement;
  readonly #title = h('span', { class: 'title' });
  readonly #figures = h('span', { class: 'figures' });
  readonly #vram: Chart;
  readonly #sm: Chart;
  readonly #legend: Legend;
  readonly #when = h('div', { class: 'when' });
  #alone: string | undefined;

  constructor(uuid: string, folded: boolean, actions: CardActions) {
    this.#vram = new Chart('vram', (at) => actions.point(at));
    this.#sm = new Chart('sm', (at) => actions.point(at));
    this.#legend = new Legend((user) => {
      this.#alone = this.#alone === user ? undefined : user;
      actions.redraw();
    });
    this.element = h(
      'details',
      { class: 'card' },
      h('summary', {}, this.#title, this.#figures),
      h('div', { class: 'caption' }, t('vram')),
      this.#vram.element,
      h('div', { class: 'caption' }, t('sm')),
      this.#sm.element,
      this.#when,
      this.#legend.element,
    );
    this.element.open = !folded;
    this.element.addEventListener('toggle', () => {
      actions.fold(uuid, !this.element.open);
      actions.redraw();
    });
  }

  show(part: ChartPart, moment: Moment): void {
    const { scene, frames, end, at, style } = moment;
    const frame = at === undefined ? frames.at(-1) : frameAt(frames, at, scene.gapMs);
    const figures = frame?.parts[part.uuid];
    const users = usersOf(frames, part.uuid, scene);
    const alone =
      this.#alone !== undefined && users.includes(this.#alone) ? this.#alone : undefined;
    const shown = alone === undefined ? users : [alone];
    const now = frames.at(-1)?.parts[part.uuid];
    const memory = memoryText(total(now, vramOf), part.total, t('not_told'));
    const sm = total(now, smOf);
    // Samples of several processes are not of quite the same time.
    const load = percent(sm === null ? null : Math.min(1, sm), t('not_told'));
    setText(this.#title, part.title);
    setText(this.#figures, `${memory} · SM ${load}`);
    if (!this.element.open) return;
    const common = { users: scene.users, end, at, notTold: t('not_told') };
    const layersOf = (pick: typeof vramOf): Picture['layers'] =>
      stack(frames, part.uuid, shown, pick, scene.gapMs);
    const layers = layersOf(vramOf);
    const top = topOf(
      layers,
      alone === undefined ? part.total : (scene.users[alone]?.budget ?? part.total),
    );
    const budgets = marksOf(part, scene, shown, alone, top);
    const topLabel = memoryText(top, null, '');
    this.#vram.show(
      { ...common, layers, top, topLabel, marks: budgets },
      style,
      this.#says('vram_chart', part, memory),
    );
    const busy = { ...common, layers: layersOf(smOf), top: 1, topLabel: '100 %', marks: [] };
    this.#sm.show(busy, style, this.#says('sm_chart', part, load));
    // The stack's top comes first, as it is seen.
    this.#legend.show(users.toReversed(), scene.users, figures, alone, style);
    setText(this.#when, frame && at !== undefined ? agoText(end - frame.time) : t('now'));
    show(this.#when, frames.length > 0);
  }

  #says(key: 'vram_chart' | 'sm_chart', part: ChartPart, value: string): string {
    return `${t(key, part.title, value)}. ${t('keys')}`;
  }
}

/** Who uses a part in any of the frames, from the bottom of the stack to its top. */
function usersOf(frames: readonly Frame[], uuid: string, { users }: Scene): string[] {
  const seen = new Set(frames.flatMap(({ parts }) => (parts[uuid] ?? []).map(([user]) => user)));
  // What is no container lies at the bottom, where it moves nobody.
  const rank = (user: string): number => {
    const colour = users[user]?.colour;
    return colour === 'unattributed' || colour === undefined
      ? -2
      : colour === 'other'
        ? -1
        : colour;
  };
  return [...seen].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** The value at the top edge: all there is, or what was reached where that is more or not known. */
function topOf(layers: Picture['layers'], all: number | null): number {
  const highest = Math.max(
    0,
    ...layers.flatMap(({ pieces }) => pieces.flat().map(({ high }) => high)),
  );
  return Math.max(all ?? 0, highest, 1);
}

/** Above this share of a chart a line would lie on its edge, whose label says the same. */
const CLEAR = 0.97;

function marksOf(
  part: ChartPart,
  { users, warnAbove }: Scene,
  shown: readonly string[],
  alone: string | undefined,
  top: number,
): Mark[] {
  const threshold = (of: number): Mark => ({
    value: of * warnAbove,
    label: percent(warnAbove, ''),
    kind: 'threshold',
  });
  const budgets = shown.map((user) => users[user]?.budget ?? 0);
  const given = budgets.reduce((a, b) => a + b, 0);
  const label = alone === undefined ? t('budgets') : t('budget');
  const budget: Mark[] =
    given > 0 && given <= top * CLEAR ? [{ value: given, label, kind: 'budget' }] : [];
  if (alone !== undefined && given > 0) return [threshold(given), ...budget];
  return part.total === null ? budget : [threshold(part.total), ...budget];
}

function agoText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return t('now');
  if (seconds < 60) return t('seconds_ago', seconds);
  return t('minutes_ago', `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);
}
