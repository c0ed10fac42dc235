import type { Told } from './containersSeen.ts';

/** The servers that Prometheus finds by asking for them (`http_sd_configs`), as it wants them. */
export function scrapeTargets(told: Told): object[] {
  return [...told.values()].flatMap(({ name, deployment, project, port }) =>
    port === undefined
      ? []
      : [
          {
            targets: [`127.0.0.1:${port}`],
            labels: {
              container: name,
              ...(deployment && { deployment }),
              ...(project && { project }),
            },
          },
        ],
  );
}
