import { errorText } from './errorText.ts';

/** `/onnxruntime_src/onnxruntime/core/graph/model.cc:187 `, before a C++ signature. */
const SOURCE_LINE = /\S+\.(?:cc|cpp|cxx|h|hpp|cu|cuh):\d+\s+/;

/** `axis == 1 || axis == largest was false. `, the condition that the source line asserts. */
const FAILED_ASSERTION = /^[^.]{1,200}? was false\.\s*/;

/**
 * The part of an ONNX Runtime error that a person can use: without source files, C++ signatures
 * and failed assertions, on one line, at most 300 characters, without the final full stop.
 */
export function runtimeMessage(error: unknown): string {
  let message = errorText(error);
  // A message may quote another one, so there can be several.
  for (let i = 0; i < 8; i++) {
    const found = SOURCE_LINE.exec(message);
    if (found === null) break;
    const after = message.slice(found.index + found[0].length);
    message = message.slice(0, found.index) + withoutSignature(after).replace(FAILED_ASSERTION, '');
  }
  const line = message
    .replace(/\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : /g, '')
    .replace(/^Non-zero status code returned while running /, 'running ')
    .replace(/\s+/g, ' ')
    .replace(/[\s.]+$/, '')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** Removes `void ns::Name(args) const `, or one bare word, from the front. */
function withoutSignature(text: string): string {
  const bracket = text.indexOf('(');
  const words = text.slice(0, Math.max(0, bracket));
  if (bracket < 0 || !/::[^.]*$/.test(words)) return text.replace(/^\S+\s+/, '');
  let at = bracket;
  while (text[at] === '(') {
    at = closing(text, at);
    if (at < 0) return text;
  }
  return text.slice(at).replace(/^\s*(?:const\b)?\s*(?:\[with [^\]]*\])?\s*(?:const\b)?\s*/, '');
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return -1;
}
