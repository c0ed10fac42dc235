import type { YamlObject } from '../text/yamlText.ts';
import { QUEUE_METRIC } from './autoscaler.ts';

/** Values for the chart of prometheus-adapter, so that an autoscaler can ask for the queue. */
export function metricsAdapterValues(): YamlObject {
  return {
    object: {
      rules: {
        default: false,
        custom: [
          {
            seriesQuery: `${QUEUE_METRIC}{namespace!="",pod!=""}`,
            resources: {
              overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } },
            },
            name: { matches: QUEUE_METRIC },
            metricsQuery:
              'sum(avg_over_time(<<.Series>>{<<.LabelMatchers>>}[1m])) by (<<.GroupBy>>)',
          },
        ],
      },
    },
  };
}
