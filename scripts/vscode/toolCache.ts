import { homedir } from 'node:os';
import { join } from 'node:path';

/** Big tools that are not packages of the project; outside of it, so that every clone finds them. */
export const TOOL_CACHE = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'yolo-dock',
);
