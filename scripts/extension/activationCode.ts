import type { Metafile } from 'esbuild';

/** What VS Code reads and evaluates before the extension is active. */
export interface ActivationCode {
  readonly bytes: number;
  /** Modules of npm packages in it. */
  readonly packages: readonly string[];
  /** Its modules, the largest first. */
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
}

/** What of a bundle is loaded with its entry: the entry, and what that imports other than lazily. */
export function activationCode({ outputs }: Metafile, entryPoint: string): ActivationCode {
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === entryPoint);
  if (entry === undefined) throw new Error(`No bundle begins with ${entryPoint}.`);
  const files = new Set<string>([entry]);
  // A set hands out what is added while it is walked.
  for (const file of files) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) files.add(path);
    }
  }
  const loaded = [...files].flatMap((file) => outputs[file] ?? []);
  const modules = loaded.flatMap(({ inputs }) => Object.entries(inputs));
  const largest = modules
    .map(([name, { bytesInOutput }]) => ({ name, bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes);
  const packages = largest.map(({ name }) => name).filter((name) => /node_modules\//.test(name));
  return { bytes: loaded.reduce((sum, { bytes }) => sum + bytes, 0), packages, largest };
}
