import type { Entry } from './archive.ts';

const LARGEST = 8;

/** Bytes as megabytes, the way that file managers count. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`;
}

/** The part of the package that a file belongs to: a folder, or a package of npm. */
function partOf(name: string): string {
  const segments = name.split('/');
  if (segments[0] !== 'node_modules')
    return segments.slice(0, Math.min(2, segments.length)).join('/');
  return segments.slice(1, segments[1]?.startsWith('@') ? 3 : 2).join('/');
}

/** The largest parts of a package, packed, as lines. */
export function largestParts(entries: readonly Entry[]): string {
  const parts = new Map<string, { packed: number; size: number }>();
  for (const { name, packed, size } of entries) {
    const part = parts.get(partOf(name)) ?? { packed: 0, size: 0 };
    parts.set(partOf(name), { packed: part.packed + packed, size: part.size + size });
  }
  return [...parts]
    .sort(([, a], [, b]) => b.packed - a.packed)
    .slice(0, LARGEST)
    .map(
      ([name, { packed, size }]) =>
        `  ${megabytes(packed).padStart(8)}  ${name} (${megabytes(size)} installed)`,
    )
    .join('\n');
}
