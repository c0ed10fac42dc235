import type { RunSnapshot } from '../../protocol.ts';
import { h, setText, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import type { Session } from '../app/session.ts';
import { ratesAt } from '../logic/tally.ts';
import { textButton } from './controls.ts';
import { t } from './l10n.ts';
import { ratesText } from './summary.ts';

/** Which target a run asked, and with what, where the panel asks with something else now. */
function asked({ target, iou }: RunSnapshot, session: Session): string[] {
  const label = session.target(target)?.label;
  const same = iou === session.preferences.iou;
  return [
    ...(label === undefined ? [] : [label]),
    ...(same || iou === null ? [] : [t('run_iou', iou.toFixed(2))]),
  ];
}

function sentence(run: RunSnapshot, session: Session): string {
  if (run.state === 'failed') return run.failure?.message ?? '';
  const parts = [
    ...asked(run, session),
    run.state === 'running'
      ? t('run_progress', run.done, run.total)
      : run.state === 'done'
        ? t('run_done', run.total, run.seconds.toFixed(1))
        : t('run_cancelled', run.done, run.total),
  ];
  const answered = run.done - run.failed;
  if (answered > 0) parts.push(t('run_mean', (run.speed.inference / answered).toFixed(0)));
  if (run.failed > 0) parts.push(t('run_failed_some', run.failed));
  if (run.leftOut > 0) parts.push(t('run_left_out', run.leftOut));
  return parts.join(' · ');
}

/** Runs the target over all pictures: start, progress with cancel, and what came of it. */
export function runBar(controller: Controller): { element: HTMLElement; update(): void } {
  const { session, channel } = controller;
  const start = textButton(t('run_all'), () => {
    const { target, iou } = session.preferences;
    if (target !== null) controller.do(channel.request('startRun', { target, iou }));
  });
  const cancel = textButton(t('cancel'), () => controller.do(channel.request('cancelRun', null)));
  const progress = h('progress', { 'aria-label': t('run_all') });
  const text = h('span', { class: 'run-text', role: 'status' });
  const truth = h('span', { class: 'run-truth' });
  const element = h('div', { class: 'run' }, start, cancel, progress, text, truth);
  const update = (): void => {
    const { run, preferences } = session;
    const running = run?.state === 'running';
    show(start, !running);
    start.disabled = preferences.target === null;
    show(cancel, running);
    show(progress, running);
    if (run && running) Object.assign(progress, { max: Math.max(run.total, 1), value: run.done });
    setText(text, run ? sentence(run, session) : t('count_pictures', session.pictures.length));
    text.classList.toggle('failed', run?.state === 'failed');
    const labelled = run !== null && run.labelled > 0;
    show(truth, labelled);
    if (!labelled) return;
    const found = ratesAt(run.tallies, preferences.conf, preferences.hiddenClasses);
    setText(truth, `${t('run_labelled', run.labelled)}: ${ratesText(found)}`);
  };
  return { element, update };
}
