/**
 * What Prometheus needs to ask the exporter and, by its list, the servers of all deployments: the part
 * of templates/prometheus/prometheus.yaml with this port.
 */
export function scrapeConfiguration(port: number): string {
  return `scrape_configs:
  # Memory and load of each GPU, by container.
  - job_name: yolo-gpu
    static_configs:
      - targets: ['127.0.0.1:${port}']

  # The servers of all deployments; the exporter lists them.
  - job_name: yolo-servers
    http_sd_configs:
      - url: http://127.0.0.1:${port}/targets
        refresh_interval: 30s
`;
}
