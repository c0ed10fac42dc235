import type { Endpoint } from '../../contract/endpoint.ts';

/** A word that a POSIX shell, or on Windows its command prompt and PowerShell, takes as it is. */
function quoted(word: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return `"${word.replaceAll('"', '\\"')}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command that asks a server the same from a terminal; undefined for a named pipe of Windows, to
 * which curl cannot speak.
 */
export function curlCommand(
  endpoint: Endpoint,
  picture: string,
  parameters: Readonly<Record<string, number>>,
  platform: NodeJS.Platform,
): string | undefined {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const word = (text: string): string => quoted(text, platform);
  // curl reads ";" and "," in a form's file name as its own signs unless it stands in quotes.
  const escaped = picture.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const file = platform === 'win32' ? `file=@${picture}` : `file=@"${escaped}"`;
  if (!('socketPath' in endpoint)) {
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
    return `curl -F ${word(file)} ${word(`http://${host}:${endpoint.port}/predict?${query}`)}`;
  }
  if (platform === 'win32') return undefined;
  const socket = `--unix-socket ${word(endpoint.socketPath)}`;
  return `curl ${socket} -F ${word(file)} ${word(`http://localhost/predict?${query}`)}`;
}
