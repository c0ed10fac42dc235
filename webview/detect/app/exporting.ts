import type { SaveKind } from '../../protocol.ts';
import { annotate } from '../canvas/annotate.ts';
import { visible } from '../logic/objects.ts';
import { formatYoloLabels } from '../logic/yoloLabels.ts';
import { t } from '../parts/l10n.ts';
import type { Controller } from './controller.ts';

/** The objects that are shown now, in the contract's own shape. */
export function jsonOf({ session }: Controller): string {
  const answer = session.answer('left');
  if (!answer) return '';
  const { conf, hiddenClasses } = session.preferences;
  const { image, model, target } = answer.detection;
  const results = image.results.filter(
    (result) => result.confidence >= conf && !hiddenClasses.has(result.class),
  );
  const name = session.pictures[session.index]?.name ?? '';
  const described = { picture: name, model: model.name, target: target.label, conf };
  return `${JSON.stringify({ ...described, ...image, results }, undefined, 2)}\n`;
}

async function contentOf(
  controller: Controller,
  kind: SaveKind,
  fileName: string,
): Promise<Uint8Array<ArrayBuffer> | string> {
  const { session } = controller;
  const answer = session.answer('left');
  if (kind === 'json' || !answer || !session.size) return jsonOf(controller);
  const { conf, hiddenClasses } = session.preferences;
  if (kind === 'labels') {
    return formatYoloLabels(visible(answer.objects, conf, hiddenClasses), session.size);
  }
  const jpeg = /\.jpe?g$/i.test(fileName);
  if (!session.shown?.bitmap) return '';
  const marks = session.scene.panes[0] ?? [];
  return annotate(session.shown.bitmap, session.size, marks, jpeg ? 'image/jpeg' : 'image/png');
}

/** Asks where to save, then writes what is shown. */
export async function save(controller: Controller, kind: SaveKind): Promise<void> {
  const { session, channel } = controller;
  if (session.current === null) return;
  const file = await channel.request('chooseFile', { kind, picture: session.current });
  if (!file) return;
  const content = await contentOf(controller, kind, file.name);
  await channel.request('writeFile', { token: file.token, content });
  controller.say(t('saved', file.name));
}

export async function copyCurl(controller: Controller): Promise<void> {
  const { current: picture, preferences } = controller.session;
  const { target, iou, conf } = preferences;
  if (picture === null || target === null) return;
  await controller.channel.request('copyCurl', { picture, target, iou, conf });
  controller.say(t('copied'));
}
