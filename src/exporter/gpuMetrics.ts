import { type UsageOfPart, type UsageRow, usageOf } from '../gpu/attribution/usageRows.ts';
import type { GpuDevice, GpuSnapshot, GpuState } from '../gpu/gpuSnapshot.ts';
import { containerMetrics } from './containerMetrics.ts';
import type { Told } from './containersSeen.ts';
import { type Metric, metric, type Sample, sample } from './metricsText.ts';
import { partLabels } from './partLabels.ts';

/**
 * Everything that is exported of the hardware. What the driver does not tell has no figure, rather than
 * one of 0; without a driver there is only `yolo_gpu_up 0` and why.
 * @param starts of containers, seconds since 1970, by their ids.
 */
export function gpuMetrics(
  state: GpuState,
  told: Told,
  starts: ReadonlyMap<string, number>,
): Metric[] {
  const up = {
    name: 'yolo_gpu_up',
    help: 'Whether the driver answers; if not, why.',
    samples: [
      state.ok
        ? { labels: {}, value: 1 }
        : { labels: { reason: state.unavailable.reason }, value: 0 },
    ],
  };
  if (!state.ok) return [up];
  const parts = usageOf(state.snapshot);
  return [
    up,
    ...cardMetrics(state.snapshot),
    ...partMetrics(parts),
    ...containerMetrics(parts, told, starts),
  ];
}

function cardMetrics(snapshot: GpuSnapshot): Metric[] {
  const { devices, driverVersion, simulated } = snapshot;
  const info = devices.map(({ index, uuid, name }) => ({
    labels: {
      gpu: String(index),
      uuid,
      name,
      driver: driverVersion,
      simulated: simulated ? 'true' : undefined,
    },
    value: 1,
  }));
  const each = (value: (device: GpuDevice) => number | undefined): Sample[] =>
    devices.flatMap((device) => sample({ gpu: String(device.index) }, value(device)));
  return [
    metric('yolo_gpu_info', 'Always 1; the labels say what the card is.', info),
    metric(
      'yolo_gpu_lost',
      'Whether the card has stopped answering.',
      each(({ lost }) => (lost ? 1 : 0)),
    ),
    metric(
      'yolo_gpu_utilization_ratio',
      'Share of time in which some kernel ran, 0 to 1.',
      each(({ utilizationRatio }) => utilizationRatio),
    ),
    metric(
      'yolo_gpu_temperature_celsius',
      'Of the core.',
      each((device) => device.temperatureCelsius),
    ),
    metric(
      'yolo_gpu_power_watts',
      'What the card draws.',
      each(({ powerWatts }) => powerWatts),
    ),
  ];
}

/** Memory of cards and, with the label `mig`, of their slices. */
function partMetrics(parts: readonly UsageOfPart[]): Metric[] {
  const each = (value: (part: UsageOfPart) => number | undefined): Sample[] =>
    parts.flatMap((part) => sample(partLabels(part), value(part)));
  const kind = (wanted: UsageRow['kind']) => (part: UsageOfPart) =>
    part.rows.find((row) => row.kind === wanted)?.vramBytes;
  return [
    metric(
      'yolo_gpu_memory_used_bytes',
      "Memory in use, without the driver's reserve; with mig, of a slice.",
      each(({ usedBytes }) => usedBytes),
    ),
    metric(
      'yolo_gpu_memory_total_bytes',
      'All memory of the card or slice.',
      each(({ totalBytes }) => totalBytes),
    ),
    metric(
      'yolo_gpu_memory_reserved_bytes',
      'What the driver keeps for itself.',
      each(({ device, instance }) => (instance ?? device).memoryReservedBytes),
    ),
    metric(
      'yolo_gpu_sm_ratio',
      "Share of a slice's multiprocessors that were busy, 0 to 1.",
      each(({ instance }) => instance?.smRatio),
    ),
    metric(
      'yolo_gpu_other_memory_bytes',
      'Held by processes that are in no container.',
      each(kind('other')),
    ),
    metric(
      'yolo_gpu_unattributed_memory_bytes',
      "In use, by no process that can be seen: the driver's own, and of processes that have ended.",
      each(kind('unattributed')),
    ),
  ];
}
