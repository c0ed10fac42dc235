import { leavesOf, type UsageOfPart, type UsageRow } from '../gpu/attribution/usageRows.ts';
import { rowsOfPart } from '../gpu/containerUse.ts';
import type { GpuProcess } from '../gpu/gpuSnapshot.ts';
import type { Told } from './containersSeen.ts';
import { type Metric, metric, type Sample, sample } from './metricsText.ts';
import { partLabels } from './partLabels.ts';
import { startSeconds } from './processStart.ts';
import type { ToldContainer } from './toldContainers.ts';

/** What each container uses of each card or slice, and what it was to use. */
export function containerMetrics(
  parts: readonly UsageOfPart[],
  told: Told,
  boot: number | undefined,
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
  const start = ({ processes }: UsageRow): number | undefined =>
    boot === undefined ? undefined : oldest(processes, boot);
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
      'yolo_container_gpu_process_start_time_seconds',
      'When the oldest of its processes on the card began, since 1970; it changes with a restart.',
      each(start),
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

function oldest(processes: readonly GpuProcess[], boot: number): number | undefined {
  const starts = processes.flatMap(({ startTime }) => startSeconds(startTime, boot) ?? []);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
