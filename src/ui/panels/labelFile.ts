import * as vscode from 'vscode';
import { baseName } from './pictureSource.ts';

const FIRST_LINE = /^\s*\d+(\s+-?[\d.]+(e[+-]?\d+)?){4,}\s*(\n|\r|$)/i;

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
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      // A text beside a picture may be about anything; one in a labels folder is about its objects.
      const beside = path === labelPaths(picture.path).at(-1);
      if (!beside || text.trim() === '' || FIRST_LINE.test(text))
        return { text, name: baseName(uri) };
    } catch {
      // No such file: most pictures have no labels.
    }
  }
  return null;
}
