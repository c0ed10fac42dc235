import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type Docker from 'dockerode';

/** Everything on an engine, and of ours in the temporary folder, by name. */
export interface Inventory {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** Images without a name: what a build leaves that fails half-way. */
  readonly nameless: number;
  readonly files: readonly string[];
}

/** What there is now: taken before and after something that fails, it must be the same. */
export async function inventory(docker: Docker): Promise<Inventory> {
  const [containers, networks, { Volumes }, nameless] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages({ filters: { dangling: ['true'] } }),
  ]);
  return {
    containers: containers.map(({ Names }) => Names[0] ?? '').sort(),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: (Volumes ?? []).map(({ Name }) => Name).sort(),
    nameless: nameless.length,
    // Tunnels and the like of this process; tests' own folders have longer names.
    files: readdirSync(tmpdir()).filter((name) => /^yolo-dock-[^-]{6}$/.test(name)),
  };
}
