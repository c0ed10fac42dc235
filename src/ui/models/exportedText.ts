import { basename } from 'node:path';
import * as vscode from 'vscode';

/** Keys under which the export notes how far both models differ. */
const DIFFERENCE = 'yolo_dock_largest_difference';
const COMPARISON = 'yolo_dock_comparison';

/** What the weights and their export find in one picture. */
interface Comparison {
  readonly weights: number;
  readonly exported: number;
  readonly matched: number;
  /** Largest difference in confidence of what both find. */
  readonly confidence: number;
}

/**
 * That weights are exported, and how the export compares with them.
 * @param picture path of the one that both were to be compared on.
 */
export function exportedText(
  target: string,
  metadata: ReadonlyMap<string, string> | undefined,
  picture: string | undefined,
): string {
  const exported = vscode.l10n.t('{0} is exported.', basename(target));
  const compared = comparison(metadata?.get(COMPARISON));
  if (compared !== undefined && picture !== undefined) {
    const shown = onPicture(basename(picture), compared, metadata?.get('task') === 'classify');
    return `${exported} ${shown}`;
  }
  const difference = metadata?.get(DIFFERENCE) ?? '?';
  const onNoise = vscode.l10n.t(
    'No picture could be used to compare; on noise its numbers differ from those of the weights by {0} of the largest at most.',
    difference,
  );
  return `${exported} ${onNoise}`;
}

function onPicture(
  picture: string,
  { weights, exported, matched, confidence }: Comparison,
  classes: boolean,
): string {
  const difference = confidence < 0.0001 ? '0.0001' : confidence.toPrecision(2);
  if (classes) {
    return vscode.l10n.t(
      'On {0} its confidences differ from those of the weights by {1} at most.',
      picture,
      difference,
    );
  }
  if (weights + exported === 0) {
    return vscode.l10n.t('On {0} neither it nor the weights find an object.', picture);
  }
  if (matched === weights && matched === exported) {
    return matched === 1
      ? vscode.l10n.t(
          'On {0} it finds the same object as the weights; the confidences differ by {1} at most.',
          picture,
          difference,
        )
      : vscode.l10n.t(
          'On {0} it finds the same {1} objects as the weights; their confidences differ by {2} at most.',
          picture,
          matched,
          difference,
        );
  }
  return vscode.l10n.t(
    'On {0} it finds {1} objects and the weights find {2}, of which {3} are the same; their confidences differ by {4} at most.',
    picture,
    exported,
    weights,
    matched,
    difference,
  );
}

function comparison(text: string | undefined): Comparison | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Comparison);
  } catch {
    // Whoever wrote this file, it was not this version.
    return undefined;
  }
}
