import { applyEdits, type FormattingOptions, modify } from 'jsonc-parser';
import { insertMember } from './insertMember.ts';
import type { DeploymentEntry, ModelEntry } from './yoloJson.ts';

/** A deployment that is to stand in a file. */
export interface NewDeployment {
  readonly name: string;
  readonly entry: DeploymentEntry;
  /** Its model, where that is not in the file yet; the key is that of the entry. */
  readonly model?: ModelEntry;
}

/**
 * The text of a `yolo.json` with a deployment more, or another one of the same name. All else keeps
 * its place, its form and its comments.
 */
export function addDeployment(text: string, { name, entry, model }: NewDeployment): string {
  const withModel = model ? setMember(text, 'models', entry.model, model) : text;
  return setMember(withModel, 'deployments', name, entry);
}

/** The text of a new `yolo.json` with nothing in it yet. */
export function emptyYoloJson(name: string): string {
  return `${JSON.stringify({ name, models: {}, deployments: {} }, undefined, 2)}\n`;
}

function setMember(text: string, group: string, key: string, value: object): string {
  const formatting = formattingOf(text);
  const inserted = insertMember(text, group, key, value, formatting);
  if (inserted !== undefined) return inserted;
  return applyEdits(text, modify(text, [group, key], value, { formattingOptions: formatting }));
}

/** How a text is indented and its lines end. */
function formattingOf(text: string): Required<FormattingOptions> {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    insertFinalNewline: false,
    keepLines: true,
  };
}
