import { sentence } from '../../text/sentence.ts';
import { DeployError, lastError } from '../startFailure.ts';

/** A line that names an error, as Node and Python write it. */
const NAMED = /^\s*\w*(?:Error|Exception)\b.*/;
/** A place in a source below its root, as Node and Python write it. */
const PLACE = /^([\w./-]+\.(?:ts|js|py))(?::|", line )(\d+)/;

/**
 * Why a server that is debugged ended, out of what it wrote.
 * @param root folder of the sources in the container.
 */
export function crash(lines: readonly string[], root: string): DeployError {
  if (lines.some((line) => line.includes('ERR_UNKNOWN_FILE_EXTENSION'))) {
    return new DeployError('exited', sentence('The image’s Node cannot run TypeScript as it is.'), {
      log: lines,
      fix: sentence('Build the image on Node 22.18 or newer.'),
    });
  }
  const said = lastError(lines) ?? lines.findLast((line) => NAMED.test(line)) ?? lines.at(-1) ?? '';
  const place = lines
    .flatMap((line) => line.split(`${root}/`).slice(1))
    .map((rest) => PLACE.exec(rest))
    .find((match) => match !== null);
  const at = place ? ` (${place[1]}:${place[2]})` : '';
  return new DeployError('exited', sentence('The server ended: {0}', `${said.trim()}${at}`), {
    log: lines,
  });
}
