import type { Action, Failure } from '../../protocol.ts';
import { fill, h, setText, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { progressRing, textButton } from './controls.ts';
import { icon } from './icons.ts';
import { t } from './l10n.ts';
import type { Message } from './message.ts';
import { noneFound } from './noneFound.ts';

/** Waits shorter than this are not worth a word. */
const PATIENCE_MS = 150;

function failed(controller: Controller, failure: Failure, title: string, small: boolean): Message {
  const action = (name: Action) => ({ label: t(name), run: () => controller.act(name) });
  return {
    icon: 'warning',
    title,
    text: failure.message,
    actions: failure.actions.map(action),
    small,
  };
}

function messageOf(controller: Controller): Message | undefined {
  const { session } = controller;
  const { pictures, complete, current, pictureFailure, targets, shown } = session;
  const open = {
    label: t('open_pictures'),
    run: () => controller.do(controller.channel.request('openDialog', null)),
  };
  if (current === null) {
    if (!complete) return undefined;
    const empty =
      session.source !== null && session.source.folders.length > 0 && pictures.length === 0;
    return {
      icon: 'picture',
      title: t(empty ? 'no_pictures_title' : 'empty_title'),
      text: t(empty ? 'no_pictures_text' : 'empty_text'),
      actions: [open],
      small: false,
    };
  }
  if (pictureFailure) return failed(controller, pictureFailure, t('failed_picture_title'), false);
  if (targets?.length === 0) {
    const choose = { label: t('selectModel'), run: () => controller.act('selectModel') };
    return {
      icon: 'none',
      title: t('no_target_title'),
      text: t('no_target_text'),
      actions: [choose],
      small: shown !== undefined,
    };
  }
  const sides = session.comparing ? [session.left, session.right] : [session.left];
  for (const side of sides) {
    if (side.kind === 'failed')
      return failed(controller, side.failure, t('failed_title'), shown !== undefined);
  }
  // Cancelled, or else something would be on its way.
  if (targets && session.left.kind === 'idle') {
    const again = { label: t('retry'), run: () => controller.reload() };
    return {
      icon: 'none',
      title: '',
      text: t('cancelled'),
      actions: [again],
      small: shown !== undefined,
    };
  }
  const none = noneFound(controller);
  if (none) return none;
  const undecoded = shown && !shown.bitmap && session.answer('left');
  if (undecoded)
    return { icon: 'picture', title: '', text: t('not_shown'), actions: [], small: true };
  return undefined;
}

/** What is waited for, and since when. */
function waitOf({ session, asking }: Controller): { since: number; text: string } | undefined {
  const name = session.pictures[session.index]?.name ?? '';
  if (session.openingSince !== undefined)
    return { since: session.openingSince, text: t('loading_picture', name) };
  const { preferences } = session;
  for (const side of ['left', 'right'] as const) {
    const value = session[side];
    if (value.kind !== 'asking' || !asking.busy(side)) continue;
    const id = side === 'left' ? preferences.target : preferences.other;
    return { since: value.since, text: t('loading_answer', session.target(id)?.label ?? '') };
  }
  if (session.targets === undefined) return { since: 0, text: t('connecting') };
  return undefined;
}

/** The states over the stage: waiting with a way out, errors, emptiness, each with the next step. */
export function states(controller: Controller): {
  elements: readonly HTMLElement[];
  update(): void;
} {
  const card = h('div', { class: 'message', role: 'status' });
  const waitText = h('span');
  const cancel = textButton(t('cancel'), () => controller.cancel());
  const wait = h('div', { class: 'wait', role: 'status' }, progressRing(), waitText, cancel);
  const notice = h('div', { class: 'notice', role: 'status', 'aria-live': 'polite' });
  show(wait, false);
  let drawn = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const drawCard = (message: Message | undefined): void => {
    const state = JSON.stringify(message);
    if (state === drawn) return;
    drawn = state;
    show(card, message !== undefined);
    if (!message) return;
    card.className = message.small ? 'message small' : 'message';
    const buttons = message.actions.map(({ label, run }, index) =>
      textButton(label, run, index === 0 ? 'primary' : 'secondary'),
    );
    fill(
      card,
      icon(message.icon),
      h(
        'div',
        { class: 'message-text' },
        message.title !== '' && h('strong', {}, message.title),
        h('p', {}, message.text),
      ),
      buttons.length > 0 && h('div', { class: 'message-actions' }, ...buttons),
    );
  };
  const update = (): void => {
    clearTimeout(timer);
    const waiting = waitOf(controller);
    const left = waiting ? PATIENCE_MS - (performance.now() - waiting.since) : 0;
    if (waiting && left > 0) timer = setTimeout(update, left);
    show(wait, waiting !== undefined && left <= 0);
    if (waiting) setText(waitText, waiting.text);
    drawCard(waiting ? undefined : messageOf(controller));
    setText(notice, controller.session.notice);
    show(notice, controller.session.notice !== '');
  };
  return { elements: [card, wait, notice], update };
}
