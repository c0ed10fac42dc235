/**
 * Characters of an error that are looked at. Errors of ONNX Runtime quote names of the model, which
 * may be megabytes of anything; what they mean stands within the first few lines.
 */
const LONGEST = 2_000;

/** The message of whatever was thrown, cut so that searching it takes no time. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // A path, which may be long, comes first.
  const behindPath = text.startsWith('Load model from ') ? text.indexOf(' failed:') : -1;
  return behindPath < 0
    ? text.slice(0, LONGEST)
    : text.slice(behindPath + ' failed:'.length).slice(0, LONGEST);
}
