import type { SaveKind } from '../../protocol.ts';
import { annotate, encoded } from '../canvas/annotate.ts';
import { formatYoloLabels } from '../logic/yoloLabels.ts';
import { t } from '../parts/l10n.ts';
import type { Controller } from './controller.ts';
import { shownOf } from './derive.ts';

/** The objects that are shown now, in the contract's own shape; empty before there is an answer. */
export function jsonOf({ session }: Controller): string {
  const answer = session.answer('left');
  if (!answer) return '';
  const { conf } = session.preferences;
  const { image, model, target } = answer.detection;
  const results = shownOf(answer, session).flatMap(({ index }) => image.results[index] ?? []);
  const name = session.pictures[session.index]?.name ?? '';
  const described = { picture: name, model: model.name, target: target.label, conf };
  return `${JSON.stringify({ ...described, ...image, results }, undefined, 2)}\n`;
}

/** A sentence on what was kept, and of which of two compared targets it is: the first. */
export function saidOfObjects(sentence: string, { session }: Controller): string {
  const { target, other } = session.preferences;
  const [left, right] = [session.target(target), session.target(other)];
  return left && right ? `${sentence} ${t('only_of', left.label, right.label)}` : sentence;
}

type Content = Uint8Array<ArrayBuffer> | string;

/**
 * Keeps what is shown now, for the file that is chosen afterwards: the panel may show another picture
 * by then.
 * @returns makes the file's content by its name; undefined where there is nothing to save.
 */
function keep(
  controller: Controller,
  kind: SaveKind,
): ((fileName: string) => Content | Promise<Content>) | undefined {
  const { session } = controller;
  const { size, shown } = session;
  const answer = session.answer('left');
  if (!answer || !size) return undefined;
  if (kind === 'json') {
    const json = jsonOf(controller);
    return () => json;
  }
  if (kind === 'labels') {
    const labels = formatYoloLabels(shownOf(answer, session), size);
    return () => labels;
  }
  if (!shown?.bitmap) return undefined;
  const canvas = annotate(shown.bitmap, size, session.scene.panes[0] ?? []);
  return (name) => encoded(canvas, /\.jpe?g$/i.test(name) ? 'image/jpeg' : 'image/png');
}

/** Asks where to save, then writes what was shown when it was asked for. */
export async function save(controller: Controller, kind: SaveKind): Promise<void> {
  const { session, channel } = controller;
  if (session.current === null) return;
  const content = keep(controller, kind);
  if (!content) {
    controller.say(t('nothingToSave'));
    return;
  }
  const file = await channel.request('chooseFile', { kind, picture: session.current });
  if (!file) return;
  await channel.request('writeFile', { token: file.token, content: await content(file.name) });
  const said = t('saved', file.name);
  const both = kind === 'picture' && session.preferences.layout === 'blend';
  controller.say(both ? said : saidOfObjects(said, controller));
}

export async function copyCurl(controller: Controller): Promise<void> {
  const { current: picture, preferences } = controller.session;
  const { target, iou, conf } = preferences;
  if (picture === null || target === null) return;
  await controller.channel.request('copyCurl', { picture, target, iou, conf });
  controller.say(t('copied'));
}
