import type { Controller } from '../app/controller.ts';
import { copyCurl, jsonOf, saidOfObjects, save } from '../app/exporting.ts';
import { t } from './l10n.ts';
import { menuButton } from './menu.ts';

/** The menu of what can be taken away from the panel. */
export function saveMenu(controller: Controller): HTMLElement {
  const { session, channel } = controller;
  return menuButton('more', t('more'), () => {
    // While the next picture is being opened, what is seen is not the one that is named.
    const settled = session.shown?.id === session.current;
    const answer = settled ? session.answer('left') : undefined;
    const answered = answer !== undefined;
    const boxes = answered && answer.detection.model.task !== 'classify';
    const saving = (kind: 'picture' | 'json' | 'labels') => () =>
      controller.do(save(controller, kind));
    return [
      {
        label: t('save_picture'),
        enabled: answered && session.shown?.bitmap !== undefined,
        run: saving('picture'),
      },
      { label: t('save_labels'), enabled: boxes, run: saving('labels') },
      { label: t('save_json'), enabled: answered, run: saving('json') },
      {
        label: t('copy_json'),
        apart: true,
        enabled: answered,
        run: () =>
          controller.do(
            channel.request('copy', { text: jsonOf(controller) }),
            saidOfObjects(t('copied'), controller),
          ),
      },
      { label: t('copy_curl'), enabled: answered, run: () => controller.do(copyCurl(controller)) },
    ];
  });
}
