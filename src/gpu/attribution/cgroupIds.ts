const ID = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * The ids in a `/proc/<pid>/cgroup` that may be those of containers, outermost first. Engines, drivers
 * and versions of cgroup shape the paths in many ways, but all write the whole id; and hybrid hosts
 * write it in some lines only.
 */
export function cgroupIds(text: string): string[] {
  return [...new Set(text.match(ID) ?? [])];
}
