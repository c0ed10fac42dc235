import type { ChartUser, UserFigures } from '../monitorProtocol.ts';
import { fill, h, setText } from '../shared/dom.ts';
import { memoryText, percent } from './figures.ts';
import { t } from './sentences.ts';
import { type ChartStyle, colourOf } from './style.ts';

/** One row of a legend. */
interface Line {
  readonly row: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly swatch: HTMLElement;
  readonly name: HTMLElement;
  readonly vram: HTMLElement;
  readonly sm: HTMLElement;
}

/** The users of a card with their figures: what the colours mean, and a table for who cannot see them. */
export class Legend {
  readonly element: HTMLTableElement;
  readonly #body = h('tbody');
  readonly #lines = new Map<string, Line>();
  readonly #choose: (user: string) => void;

  /** @param choose is told which user is to be shown alone, or no longer. */
  constructor(choose: (user: string) => void) {
    this.#choose = choose;
    const heads = [t('who'), t('vram'), t('sm')].map((text) => h('th', {}, text));
    this.element = h(
      'table',
      { class: 'legend' },
      h('thead', {}, h('tr', {}, ...heads)),
      this.#body,
    );
  }

  /** @param users from the top of the stack to its bottom, as they are seen. */
  show(
    users: readonly string[],
    told: Readonly<Record<string, ChartUser>>,
    figures: readonly UserFigures[] | undefined,
    alone: string | undefined,
    style: ChartStyle,
  ): void {
    for (const user of this.#lines.keys()) if (!users.includes(user)) this.#lines.delete(user);
    const rows = users.map((user) => {
      const line = this.#line(user);
      const who = told[user];
      const own = figures?.find(([id]) => id === user);
      const [, vram = null, sm = null] = own ?? [];
      // Who is no longer there, or not yet, is not somebody of whom nothing is told.
      const notTold = figures && !own ? '–' : t('not_told');
      const [colour, alpha] = colourOf(who, style);
      line.swatch.style.backgroundColor = colour;
      line.swatch.style.opacity = String(alpha);
      setText(line.name, who?.label ?? user.slice(0, 12));
      setText(line.vram, memoryText(vram, who?.budget ?? null, notTold));
      const idle = who?.colour === 'unattributed' && sm === null;
      setText(line.sm, idle ? '' : percent(sm, notTold));
      const isAlone = alone === user;
      line.button.setAttribute('aria-pressed', String(isAlone));
      line.button.title = isAlone ? t('all') : t('only', who?.label ?? user);
      line.row.classList.toggle('dimmed', alone !== undefined && !isAlone);
      return line.row;
    });
    const same = rows.length === this.#body.rows.length;
    if (!same || rows.some((row, at) => this.#body.rows[at] !== row)) fill(this.#body, ...rows);
  }

  #line(user: string): Line {
    const known = this.#lines.get(user);
    if (known) return known;
    const swatch = h('span', { class: 'swatch', 'aria-hidden': true });
    const name = h('span', { class: 'name' });
    const button = h('button', { class: 'who' }, swatch, name);
    button.addEventListener('click', () => this.#choose(user));
    const [vram, sm] = [h('td'), h('td')];
    const row = h('tr', {}, h('td', {}, button), vram, sm);
    const line = { row, button, swatch, name, vram, sm };
    this.#lines.set(user, line);
    return line;
  }
}
