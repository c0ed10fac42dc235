export interface WorkbenchAddress {
  /** Host and port of VS Code's server. */
  readonly authority: string;
  /** The folder that is opened; without one the window is empty. */
  readonly folder?: string | undefined;
  /** An extension under development to load from its folder. */
  readonly development?: string | undefined;
  /** A CommonJS file to run in the extension host; it exports `run`. */
  readonly tests?: string | undefined;
}

/** The address at which VS Code's server shows a window. */
export function workbenchAddress(of: WorkbenchAddress): string {
  const remote = (path: string) => `vscode-remote://${of.authority}${path}`;
  const payload = [['skipWelcome', 'true']];
  if (of.development) payload.push(['extensionDevelopmentPath', remote(of.development)]);
  if (of.tests) payload.push(['extensionTestsPath', remote(of.tests)]);
  const url = new URL(`http://${of.authority}/`);
  if (of.folder) url.searchParams.set('folder', of.folder);
  else url.searchParams.set('ew', 'true');
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
