import { join } from 'node:path';
import { findNodeAtLocation } from 'jsonc-parser';
import type { ParsedYoloJson } from '../../project/parseYoloJson.ts';
import type { ModelStatement } from '../../project/yoloJson.ts';
import type { ModelErrorCode } from '../../vision/modelError.ts';
import { readModelReport } from '../models/readModelReport.ts';

/** A statement that a model's file does not bear out. */
export interface Contradiction {
  /** The server's own sentence, in the language of the window. */
  readonly sentence: string;
  /** The place in the text, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
}

/** Where the wrong may stand, most likely first; what is wrong with a file alone is not said here. */
const PLACES: Partial<Readonly<Record<ModelErrorCode, readonly (keyof ModelStatement)[]>>> = {
  'names-mismatch': ['names'],
  'size-mismatch': ['imgsz'],
  'unknown-layout': ['family', 'task'],
};

/** Holds what a valid `yolo.json` states of models against their files' headers. Never rejects. */
export async function contradictions(
  { value, root }: ParsedYoloJson,
  folder: string,
): Promise<readonly Contradiction[]> {
  const found: Contradiction[] = [];
  for (const [key, { weights, ...stated }] of Object.entries(value?.models ?? {})) {
    if (Object.keys(stated).length === 0) continue;
    const { problem } = await readModelReport(join(folder, weights), stated);
    const field = problem && PLACES[problem.code]?.find((place) => stated[place] !== undefined);
    const node = field && root && findNodeAtLocation(root, ['models', key, field]);
    if (problem && node) {
      found.push({ sentence: problem.sentence, offset: node.offset, length: node.length });
    }
  }
  return found;
}
