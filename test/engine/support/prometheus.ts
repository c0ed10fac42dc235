import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/paths.ts';
import { ensurePrometheus } from '../../../scripts/prometheus/prometheus.ts';
import { temporaryFolder } from '../../../scripts/vscode/temporaryFolder.ts';

const TEMPLATE = join(ROOT, 'templates', 'prometheus');

/** An alert as Prometheus tells it. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/**
 * A real Prometheus with the configuration and rules that ship, asking an exporter at this port. Its
 * clocks are set to a second, and alerts need not hold for long.
 */
export class RealPrometheus {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(exporterPort: number): Promise<RealPrometheus> {
    const { prometheus } = await ensurePrometheus();
    const folder = temporaryFolder('prometheus');
    const shipped = (name: string): string => readFileSync(join(TEMPLATE, name), 'utf8');
    const hurried = shipped('prometheus.yaml')
      .replaceAll('127.0.0.1:9837', `127.0.0.1:${exporterPort}`)
      .replace(/(_interval: )\d+s/g, '$11s');
    writeFileSync(join(folder, 'prometheus.yaml'), hurried);
    writeFileSync(
      join(folder, 'rules.yaml'),
      shipped('rules.yaml').replace(/^( *for: ).*$/gm, '$11s'),
    );
    const port = await freePort();
    const child = spawn(
      prometheus,
      [
        `--config.file=${join(folder, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'inherit', 'inherit'], cwd: folder },
    );
    return new RealPrometheus(child, port);
  }

  /** The alerts of now; none before it answers. */
  async alerts(): Promise<readonly Alert[]> {
    const { alerts = [] } = await this.#ask<{ alerts: Alert[] }>('alerts');
    return alerts;
  }

  /** The values of an expression now, by one of their labels. */
  async values(expression: string, label: string): Promise<Readonly<Record<string, number>>> {
    const query = `query?query=${encodeURIComponent(expression)}`;
    const { result = [] } = await this.#ask<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>(query);
    return Object.fromEntries(
      result.map(({ metric, value }) => [metric[label] ?? '', Number(value[1])]),
    );
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.kill()) await ended;
  }

  async #ask<T>(what: string): Promise<Partial<T>> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.#port}/api/v1/${what}`);
      return ((await answer.json()) as { data?: T }).data ?? {};
    } catch {
      return {};
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
