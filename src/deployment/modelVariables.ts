import type { ModelStatement } from '../project/yoloJson.ts';

/** Names that mean the same between commas, whatever reads them on the way to the server. */
const PLAIN = /^[\p{L}\p{N}_.-]+(?: [\p{L}\p{N}_.-]+)*$/u;

/**
 * What `yolo.json` states of a model, as the environment of its server. Every stack's server takes
 * these, and they win over what the file says.
 */
export function modelVariables({
  family,
  task,
  names,
  imgsz,
}: ModelStatement): Record<string, string> {
  return {
    ...(family !== undefined && { YOLO_FAMILY: family }),
    ...(task !== undefined && { YOLO_TASK: task }),
    ...(names !== undefined && { YOLO_NAMES: namesText(names) }),
    ...(imgsz !== undefined && { YOLO_IMGSZ: [imgsz].flat().join(',') }),
  };
}

/** Names between commas as people write them; as JSON where one holds a comma or the like. */
function namesText(names: readonly string[]): string {
  return names.every((name) => PLAIN.test(name)) ? names.join(',') : JSON.stringify(names);
}
