import type { Scenario } from '../scenario.ts';

/** A scenario with the changes that have come about by now. */
export function nowIn(scenario: Scenario): Scenario {
  const elapsed = (Date.now() - (scenario.startMs ?? Date.now())) / 1000;
  let { processes, faults = [] } = scenario;
  for (const change of scenario.changes ?? []) {
    if (change.atSeconds > elapsed) continue;
    const ended = new Set(change.ended?.map(({ gpu, pid }) => `${gpu}/${pid}`));
    processes = processes.filter(({ gpu, pid }) => !ended.has(`${gpu}/${pid}`));
    processes = [...processes, ...(change.processes ?? [])];
    faults = [...faults, ...(change.faults ?? [])];
  }
  return { ...scenario, processes, faults };
}
