/**
 * What the environment of a window may not decide for its servers: the server's own settings, and
 * what makes Node or Electron load or do something else. `NODE_EXTRA_CA_CERTS` and the like stay.
 */
const REMOVED = /^(YOLO_|VSCODE_|ELECTRON_)|^(NODE_OPTIONS|NODE_PATH|NODE_CHANNEL_FD)$/i;

/** The environment in which an executable that may be Electron runs a script as Node. */
export function serverEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !REMOVED.test(name));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
