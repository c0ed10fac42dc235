import * as vscode from 'vscode';
import type { ModelReport } from './modelReport.ts';
import { familyText, taskText } from './modelWords.ts';

/** Names of classes that fit a line. */
const NAMES_SHOWN = 6;

/** `v8 · detect · 6 classes`; undefined when the file does not tell. */
export function describeSpec({ spec }: ModelReport): string | undefined {
  if (spec === undefined) return undefined;
  const { family, task, names } = spec;
  const classes =
    names.length === 1
      ? vscode.l10n.t('1 class')
      : vscode.l10n.t('{0} classes', names.length.toLocaleString(vscode.env.language));
  const words = [familyText(family, task), taskText(task), classes];
  return words.filter((word) => word !== undefined).join(' · ');
}

/** `bolt, gear, nut …`; undefined when the file has no names. */
export function describeNames({ spec }: ModelReport): string | undefined {
  if (spec === undefined || !spec.named) return undefined;
  const shown = spec.names.slice(0, NAMES_SHOWN).join(', ');
  return spec.names.length > NAMES_SHOWN ? `${shown} …` : shown;
}

/** `416 × 320` (width × height), as picture sizes are written. */
export function describeInput({ spec }: ModelReport): string | undefined {
  if (spec === undefined) return undefined;
  const { height, width } = spec.input.size;
  return `${width} × ${height}`;
}

/** `From yolo.json: names, imgsz`; undefined when that states nothing. */
export function describeStated({ stated }: ModelReport): string | undefined {
  const keys = Object.keys(stated ?? {});
  return keys.length === 0 ? undefined : vscode.l10n.t('From yolo.json: {0}', keys.join(', '));
}

/** `6.2 MB`; undefined when the file is not there. */
export function describeBytes({ bytes }: ModelReport): string | undefined {
  if (bytes === undefined) return undefined;
  const digits = { maximumFractionDigits: 1 };
  const format = (value: number): string => value.toLocaleString(vscode.env.language, digits);
  if (bytes < 1000) return `${format(bytes)} B`;
  if (bytes < 1e6) return `${format(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${format(bytes / 1e6)} MB` : `${format(bytes / 1e9)} GB`;
}

/** What is wrong, without the file's name, for where that stands already. */
export function describeProblem({ file, problem }: ModelReport): string | undefined {
  if (problem === undefined) return undefined;
  const { sentence } = problem;
  return sentence.startsWith(`${file} `) ? sentence.slice(file.length + 1) : sentence;
}
