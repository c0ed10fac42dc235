import * as vscode from 'vscode';
import { baseName } from './pictureSource.ts';

/** A line that is a label, whatever stands before or after it. */
const LABEL = /^[^\S\n]*\d+([^\S\n]+-?[\d.]+(e[+-]?\d+)?){4,}[^\S\n]*$/im;

/** Bytes of a label file that are read; so many labels are not shown anyway. */
const LARGEST_BYTES = 4 * 2 ** 20;
/** Characters in which a text beside a picture shows whether it is a label file. */
const LOOKED_AT = 10_000;

/**
 * Where the labels of a picture may lie, the likeliest first: below the `labels` folder beside its
 * `images` (as Ultralytics has it), in a `labels` folder beside its own, and beside it.
 */
export function labelPaths(path: string): string[] {
  const beside = path.replace(/\.[^./]+$/, '.txt');
  const paths: string[] = [];
  const at = beside.lastIndexOf('/images/');
  if (at >= 0) paths.push(`${beside.slice(0, at)}/labels/${beside.slice(at + '/images/'.length)}`);
  const [, above = '', name = ''] = /^(.*)\/[^/]+(\/[^/]+)$/.exec(beside) ?? [];
  if (name !== '') paths.push(`${above}/labels${name}`);
  return [...new Set([...paths, beside])];
}

/** The YOLO labels of a picture, where there are some. */
export async function readLabels(
  picture: vscode.Uri,
): Promise<{ text: string; name: string } | null> {
  for (const path of labelPaths(picture.path)) {
    const uri = picture.with({ path });
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      const text = new TextDecoder().decode(bytes.subarray(0, LARGEST_BYTES));
      // A text beside a picture may be about anything; one in a labels folder is about its objects.
      const beside = path === labelPaths(picture.path).at(-1);
      const start = text.slice(0, LOOKED_AT);
      if (!beside || text.trim() === '' || LABEL.test(start)) return { text, name: baseName(uri) };
    } catch {
      // No such file: most pictures have no labels.
    }
  }
  return null;
}
