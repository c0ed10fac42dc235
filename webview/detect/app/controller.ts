import type { Action, SavedState, SnapshotMessage } from '../../protocol.ts';
import { nextTarget } from '../logic/targetChoice.ts';
import type { Verdict } from '../logic/verdicts.ts';
import { t } from '../parts/l10n.ts';
import { newsText } from '../parts/newsText.ts';
import { Asking } from './asking.ts';
import type { DetectChannel } from './detectChannel.ts';
import { failureOf, Opening } from './opening.ts';
import type { Preferences } from './preferences.ts';
import type { Session } from './session.ts';

const IOU_DEBOUNCE_MS = 250;
const NOTICE_MS = 4000;
/** What went wrong is read more slowly than what went well. */
const FAILURE_MS = 12_000;

/** What a person can do with the panel. */
export class Controller {
  readonly session: Session;
  readonly channel: DetectChannel;
  readonly asking: Asking;
  readonly opening: Opening;
  #iouTimer: ReturnType<typeof setTimeout> | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, channel: DetectChannel) {
    this.session = session;
    this.channel = channel;
    this.asking = new Asking(session, channel);
    this.opening = new Opening(session, channel, () => this.asking.settled());
  }

  /**
   * Listens to the host and says hello, which makes it replay what it has.
   * @param first what the document brought along.
   */
  start(saved: SavedState | undefined, first: readonly SnapshotMessage[]): void {
    const { session, channel } = this;
    session.wish = saved?.wish ?? 0;
    session.forAll = saved?.forAll ?? null;
    session.lost = saved?.lost ?? null;
    channel.on('pictures', ({ items, complete, source }) => {
      Object.assign(session, { pictures: items, complete, source });
      // A folder is told in parts: what was looked at before may come only later.
      const before = items.find(({ id }) => id === saved?.picture)?.id;
      const waits = saved?.picture != null && !complete;
      const first = before ?? (waits ? undefined : items[0]?.id);
      if (session.current === null && first !== undefined) this.open(first);
      session.changed();
    });
    channel.on('show', ({ picture, revision }) => {
      // The host replays its wish when the panel is shown again; only a new one moves the person.
      const known = revision <= session.wish;
      session.wish = Math.max(session.wish, revision);
      if (!known && picture !== null) this.open(picture);
      session.changed();
    });
    channel.on('targets', (told) => {
      const { target, other } = session.preferences;
      const [before, compared] = [session.target(target), session.target(other)];
      const held = { target, lost: session.lost, forAll: session.forAll };
      const { news, ...next } = nextTarget(held, told, before);
      Object.assign(session, { targets: told.items, lost: next.lost, forAll: next.forAll });
      const kept = other !== next.target && session.target(other) ? other : null;
      session.preferences = { ...session.preferences, target: next.target, other: kept };
      // Another model in its place must not pass unnoticed.
      if (news) this.say(newsText(news), FAILURE_MS);
      else if (compared && !session.target(compared.id))
        this.say(t('other_gone', compared.label), FAILURE_MS);
      if (next.target !== target || session.left.kind === 'idle') this.asking.askAll();
      session.changed();
    });
    channel.on('run', ({ run }) => {
      session.run = run;
      session.changed();
    });
    // The host takes what is asked before it for questions of a former webview.
    this.do(channel.request('hello', null));
    // A webview that was hidden starts afresh from the same document, which may be old by now.
    if (!saved) for (const message of first) channel.receive(message);
  }

  open(id: string): void {
    const { session } = this;
    if (session.current === id && session.shown?.id === id) {
      // Whoever asks for it once more, after a cancellation or a failure, wants its objects.
      if (session.left.kind === 'idle' || session.left.kind === 'failed') this.asking.askAll();
      return;
    }
    session.current = id;
    session.selected = undefined;
    session.hover = undefined;
    void this.opening.open(id);
    this.asking.askAll();
  }

  /** Reads the picture and asks again: it has changed on disk, or a person wants another try. */
  reload(): void {
    if (this.session.current !== null) void this.opening.open(this.session.current);
    this.asking.askAll(true);
  }

  step(by: number): void {
    const { pictures, index } = this.session;
    const next = pictures[Math.min(Math.max(index + by, 0), pictures.length - 1)];
    if (next) this.open(next.id);
  }

  prefer(change: Partial<Preferences>): void {
    const { session } = this;
    const before = session.preferences;
    session.preferences = { ...before, ...change };
    const { target } = session.preferences;
    if (target !== before.target) {
      session.lost = null;
      void this.asking.ask('left');
      // What is opened later begins with it too.
      if (target !== null) this.do(this.channel.request('useTarget', { target }));
    }
    if (session.preferences.other !== before.other) {
      session.hiddenVerdicts = new Set();
      void this.asking.ask('right');
    }
    if (session.preferences.iou !== before.iou) {
      clearTimeout(this.#iouTimer);
      this.#iouTimer = setTimeout(() => this.asking.askAll(), IOU_DEBOUNCE_MS);
    }
    session.changed();
  }

  toggleClass(name: string): void {
    const hidden = new Set(this.session.preferences.hiddenClasses);
    if (!hidden.delete(name)) hidden.add(name);
    this.prefer({ hiddenClasses: hidden });
  }

  toggleVerdict(verdict: Verdict): void {
    const hidden = new Set(this.session.hiddenVerdicts);
    if (!hidden.delete(verdict)) hidden.add(verdict);
    this.session.hiddenVerdicts = hidden;
    this.session.changed();
  }

  hover(key: string | undefined): void {
    if (this.session.hover === key) return;
    this.session.hover = key;
    this.session.changed();
  }

  select(key: string | undefined): void {
    this.session.selected = key;
    this.session.changed();
  }

  cancel(): void {
    this.opening.cancel();
    this.asking.cancelAll();
    this.#stay();
  }

  /** Where the picture that was asked for is not on the stage yet, the one before stays whole. */
  #stay(): void {
    const { session } = this;
    const { shown, previous } = session;
    if (shown === undefined || session.current === shown.id) return;
    session.current = shown.id;
    for (const side of ['left', 'right'] as const) {
      const before = previous[side];
      if (before?.picture === shown.id) session[side] = before;
    }
    this.do(this.channel.request('lookAt', { picture: shown.id }));
    this.say(t('cancelled'));
  }

  act(action: Action): void {
    if (action === 'retry') this.reload();
    else this.do(this.channel.request('act', { action, picture: this.session.current }));
  }

  /** Says one sentence for a while, to the eye and to screen readers. */
  say(sentence: string, ms = NOTICE_MS): void {
    this.session.notice = sentence;
    clearTimeout(this.#noticeTimer);
    if (sentence !== '') this.#noticeTimer = setTimeout(() => this.say(''), ms);
    this.session.changed();
  }

  /** Follows a request whose only result is that it was done. */
  do(request: Promise<unknown>, done?: string): void {
    request.then(
      () => done !== undefined && this.say(done),
      (error: unknown) => this.say(failureOf(error)?.message ?? t('cancelled'), FAILURE_MS),
    );
  }
}
