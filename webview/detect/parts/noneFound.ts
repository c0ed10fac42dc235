import type { Controller } from '../app/controller.ts';
import { visible } from '../logic/objects.ts';
import { t } from './l10n.ts';
import type { Message } from './message.ts';

/** The state "no objects found", which says why and what would show some. */
export function noneFound(controller: Controller): Message | undefined {
  const { session } = controller;
  const answer = session.answer('left');
  if (!answer || session.comparing || session.scene.rows.length > 0) return undefined;
  if (session.hiddenVerdicts.size > 0) return undefined;
  const { conf, hiddenClasses } = session.preferences;
  const message = (text: string, actions: Message['actions']): Message => ({
    icon: 'none',
    title: t('none_title'),
    text,
    actions,
    small: true,
  });
  const shown = visible(answer.objects, 0, hiddenClasses, session.className);
  const best = shown[0];
  if (!best && answer.objects.length > 0) {
    const all = {
      label: t('show_all'),
      run: () => controller.prefer({ hiddenClasses: new Set() }),
    };
    return message(t('none_hidden'), [all]);
  }
  if (!best) return message(t('none_nothing', answer.detection.model.name), []);
  // Rounded down, so that the best object is at or above the new threshold.
  const lower = Math.max(0.01, Math.floor(best.confidence * 100) / 100);
  const action = {
    label: t('lower', lower.toFixed(2)),
    run: () => controller.prefer({ conf: lower }),
  };
  return message(t('none_low', conf.toFixed(2), best.name, best.confidence.toFixed(2)), [action]);
}
