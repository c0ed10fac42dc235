/** One figure. Labels that are undefined or empty are left out, which means the same to Prometheus. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly value: number;
}

/** One metric with all its figures. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A metric. */
export function metric(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, samples };
}

/** One figure, or none where it is not known. */
export function sample(labels: Sample['labels'], value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

/** The media type of what `metricsText` writes. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Gauges in Prometheus' text format; a metric without figures is not mentioned. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`,
        `# TYPE ${name} gauge\n`,
        ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`),
      ].join(''),
    )
    .join('');
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}="${escaped(value)}"`],
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
