import type { TargetNews } from '../logic/targetChoice.ts';
import { t } from './l10n.ts';
import { taskText } from './modelWords.ts';

/** Which target answers now, and why it is another one. */
export function newsText(news: TargetNews): string {
  const { label, task } = news.now;
  if (news.kind === 'back') return t('target_back', label);
  const why = t(news.file ? 'target_deleted' : 'target_gone', news.lost);
  const [same, known] = [news.same, taskText(task ?? '')];
  if (same === undefined) return `${why} ${t('target_instead', label)}`;
  return `${why} ${t(same ? 'target_instead_same' : 'target_instead_other', label, known)}`;
}
