import type { Stack } from '../../project/yoloJson.ts';

/** The languages that servers are written in, each with a debugger of its own. */
export type DebuggerKind = 'node' | 'python';

/** A folder or file of this machine that a container sees, and may not write. */
export interface SourceMount {
  /** Absolute path on this machine. */
  readonly from: string;
  /** Absolute path in the container. */
  readonly to: string;
}

/** How a container is run for debugging. */
export interface DebugMode {
  readonly kind: DebuggerKind;
  /** Program and arguments that start the server under its debugger. */
  readonly command: readonly string[];
  /** Folder in the container that the program starts in; the image's when left out. */
  readonly workingDir?: string;
  /** Further environment of the server. */
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly SourceMount[];
  /** The person's own sources, here and in the container. */
  readonly sources: SourceMount;
  /** Folder in the container below which all mounts lie. */
  readonly root: string;
}

/** Where debuggers listen: on the loopback inside the container, which no network reaches. */
export const DEBUGGER_PORTS: Readonly<Record<DebuggerKind, number>> = { node: 9229, python: 5678 };

/** The language of a stack's server. */
export function debuggerOf(stack: Stack): DebuggerKind {
  return stack === 'onnx' ? 'node' : 'python';
}
