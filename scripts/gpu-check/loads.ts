import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('load.py', import.meta.url));

/** Programs that hold video memory. */
export interface Loads {
  /** Bytes that PyTorch took from the driver, by process id. */
  readonly held: ReadonlyMap<number, number>;
  /** Why there are none. */
  readonly missing?: string;
  end(): Promise<void>;
}

/** Starts a program for each, and waits until they hold their memory. */
export async function startLoads(
  wanted: readonly { readonly mib: number; readonly share: number }[],
): Promise<Loads> {
  const children: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.stdin?.end('\n');
      await ended;
    }
  };
  const held = new Map<number, number>();
  for (const { mib, share } of wanted) {
    const child = spawn('python3', [SCRIPT, String(mib), String(share)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // One that has just ended takes no word; that it has ended is heard of anyway.
    child.stdin.on('error', () => undefined);
    children.push(child);
    const line = await firstLine(child);
    if (line === undefined) {
      await end();
      return { held, missing: 'python3 has no PyTorch that reaches a GPU', end };
    }
    held.set(child.pid ?? 0, (JSON.parse(line) as { reserved: number }).reserved);
  }
  return { held, end };
}

/** The first line that a program prints; undefined when it ends without one. */
async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (!child.stdout) return undefined;
  for await (const line of createInterface({ input: child.stdout })) return line;
  return undefined;
}
