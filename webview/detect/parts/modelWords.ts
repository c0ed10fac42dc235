import type { Detection } from '../../protocol.ts';
import { t } from './l10n.ts';

const TASKS = ['detect', 'segment', 'pose', 'obb', 'classify'] as const;

/** As their makers write them, in any language. */
const PROVIDERS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
};

/** A task in the editor's language. */
export function taskText(task: string): string {
  const known = TASKS.find((name) => name === task);
  return known ? t(`task_${known}`) : task;
}

/** "v8 · detect · input 640×640 · CPU". */
export function modelDetails({ family, task, input, provider }: Detection['model']): string {
  const [height, width] = input;
  // A classifier has no family but its task.
  const families = family === task ? [] : [family === 'end2end' ? t('family_end2end') : family];
  const kind = [...families, taskText(task)].join(' · ');
  return t('answered_details', kind, width, height, PROVIDERS[provider] ?? provider);
}
