import type { UsageOfPart } from '../gpu/attribution/usageRows.ts';
import type { Sample } from './metricsText.ts';

/** Which card, and which slice of it. */
export function partLabels({ device, instance }: UsageOfPart): Sample['labels'] {
  return { gpu: String(device.index), mig: instance?.uuid };
}
