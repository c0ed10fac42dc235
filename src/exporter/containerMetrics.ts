import { leavesOf, type UsageOfPart, type UsageRow } from '../gpu/attribution/usageRows.ts';
import { rowsOfPart } from '../gpu/containerUse.ts';
import type { Told } from './containersSeen.ts';
import { type Metric, metric, type Sample, sample } from './metricsText.ts';
import { partLabels } from './partLabels.ts';
import type { ToldContainer } from './toldContainers.ts';

/**
 * What each container uses of each card or slice, what it was to use, and since when it runs.
 * @param starts of containers, seconds since 1970, by their ids.
 */
export function containerMetrics(
  parts: readonly UsageOfPart[],
  told: Told,
  starts: ReadonlyMap<string, number>,
): Metric[] {
  // Under MIG a container is counted on its slice, or on the card where no slice claims it.
  const used = leavesOf(parts);
  const each = (value: (row: UsageRow) => number | undefined): Sample[] =>
    used.flatMap((part) =>
      rowsOfPart(part).flatMap((row) => {
        if (row.containerId === undefined) return [];
        const labels = { ...containerLabels(told, row.containerId), ...partLabels(part) };
        return sample(labels, value(row));
      }),
    );
  return [
    metric(
      'yolo_container_gpu_memory_bytes',
      "Memory of the card or slice that the container's processes hold.",
      each(({ vramBytes }) => vramBytes),
    ),
    metric(
      'yolo_container_gpu_sm_ratio',
      'Share of the multiprocessors that its processes kept busy, 0 to 1.',
      each(({ smRatio }) => smRatio),
    ),
    metric(
      'yolo_container_gpu_memory_budget_bytes',
      'What it was to use at most; nothing need enforce it.',
      [...told.values()].flatMap((container) => budget(container, parts)),
    ),
    metric(
      'yolo_container_start_time_seconds',
      'When the first process of the container began, since 1970; it changes with a restart.',
      [...starts].flatMap(([id, start]) => sample(containerLabels(told, id), start)),
    ),
  ];
}

function containerLabels(told: Told, id: string): Sample['labels'] {
  const { name, deployment, project } = told.get(id) ?? { name: id.slice(0, 12) };
  return { container: name, deployment, project };
}

function budget(container: ToldContainer, parts: readonly UsageOfPart[]): Sample[] {
  const part = parts.find(({ device, instance }) => (instance ?? device).uuid === container.gpu);
  if (!part) return [];
  const { name, deployment, project, budgetBytes } = container;
  return sample({ container: name, deployment, project, ...partLabels(part) }, budgetBytes);
}
