import { compare, score } from './matching.ts';
import type { Found } from './objects.ts';
import { classColour } from './palette.ts';
import { type Dash, VERDICTS, type Verdict } from './verdicts.ts';

/** An object as the picture and the list show it. */
export interface Mark {
  /** Stable while the answers are; the two of a pair share it, so that panes and list stay in step. */
  readonly key: string;
  readonly object: Found;
  readonly colour: string;
  /** Of its line: colour is never the only sign of a verdict. */
  readonly dash: Dash;
  readonly verdict: Verdict | undefined;
  /** The matched object of the other target, or the ground truth of a hit. */
  readonly partner: Found | undefined;
  readonly label: string;
  /** From 0, not drawn, to 1; less than 1 only while one target is faded into another. */
  readonly opacity: number;
}

/** Everything that is drawn and listed for one picture. */
export interface Scene {
  /** By pane: one, or left and right. */
  readonly panes: readonly (readonly Mark[])[];
  /** The list; a pair is one row. */
  readonly rows: readonly Mark[];
  /** How many objects each verdict has; empty without a comparison. */
  readonly counts: Readonly<Partial<Record<Verdict, number>>>;
}

export type ScenePlan =
  | { readonly kind: 'plain'; readonly left: readonly Found[] }
  | { readonly kind: 'truth'; readonly left: readonly Found[]; readonly truths: readonly Found[] }
  | { readonly kind: 'side'; readonly left: readonly Found[]; readonly right: readonly Found[] }
  | {
      readonly kind: 'blend';
      readonly left: readonly Found[];
      readonly right: readonly Found[];
      /** 0 shows what the left target found, 1 the right one; halfway both are whole. */
      readonly fade: number;
    };

const score2 = (value: number): string => value.toFixed(2);

const labelOf = ({ name, confidence }: Found): string => `${name} ${score2(confidence)}`;

function mark(key: string, object: Found, verdict?: Verdict, partner?: Found): Mark {
  const style = verdict && VERDICTS[verdict];
  const label = verdict === 'miss' ? object.name : labelOf(object);
  return {
    key,
    object,
    verdict,
    partner,
    dash: style?.dash ?? [],
    colour: style?.colour ?? classColour(object.class),
    label: style ? `${style.sign} ${label}` : label,
    opacity: 1,
  };
}

const byConfidence = (a: Mark, b: Mark): number => b.object.confidence - a.object.confidence;

function truthScene(left: readonly Found[], truths: readonly Found[]): Scene {
  const { hits, alarms, misses } = score(left, truths);
  const rows = [
    ...[
      ...hits.map(([object, truth]) => mark(`l${object.index}`, object, 'hit', truth)),
      ...alarms.map((object) => mark(`l${object.index}`, object, 'falseAlarm')),
    ].sort(byConfidence),
    ...misses.map((truth) => mark(`t${truth.index}`, truth, 'miss')),
  ];
  const counts = { hit: hits.length, falseAlarm: alarms.length, miss: misses.length };
  return { panes: [rows], rows, counts };
}

function comparisonScene(plan: Extract<ScenePlan, { readonly kind: 'side' | 'blend' }>): Scene {
  const { kind, left, right } = plan;
  const { agreed, classDiffers, onlyLeft, onlyRight } = compare(left, right);
  const pairs = (['agreed', 'classDiffers'] as const).flatMap((verdict) =>
    (verdict === 'agreed' ? agreed : classDiffers).map(([a, b]) => {
      const key = `l${a.index}`;
      return { left: mark(key, a, verdict, b), right: mark(key, b, verdict, a) };
    }),
  );
  const lefts = onlyLeft.map((object) => mark(`l${object.index}`, object, 'onlyLeft'));
  const rights = onlyRight.map((object) => mark(`r${object.index}`, object, 'onlyRight'));
  const blended = pairs.map((pair) =>
    pair.left.verdict === 'classDiffers'
      ? { ...pair.left, label: `${labelOf(pair.left.object)} ≠ ${labelOf(pair.right.object)}` }
      : pair.left,
  );
  const rows = [...blended, ...lefts, ...rights].sort(byConfidence);
  const counts = {
    agreed: agreed.length,
    classDiffers: classDiffers.length,
    onlyLeft: onlyLeft.length,
    onlyRight: onlyRight.length,
  };
  if (kind === 'blend') {
    const leftward = Math.min(1, 2 * (1 - plan.fade));
    const rightward = Math.min(1, 2 * plan.fade);
    // A pair is one box that turns from the left target's into the right one's.
    const turned = pairs.map((pair) => ({ ...pair.right, opacity: 1 - leftward }));
    const versions = blended.map((pair) => ({ ...pair, opacity: leftward }));
    const pane = [
      ...[...versions, ...turned].filter(({ opacity }) => opacity > 0),
      // One that is faded out stays, so that pointing at its row in the list still shows it.
      ...lefts.map((single) => ({ ...single, opacity: leftward })),
      ...rights.map((single) => ({ ...single, opacity: rightward })),
    ].sort((a, b) => b.opacity - a.opacity || byConfidence(a, b));
    return { panes: [pane], rows, counts };
  }
  const paneLeft = [...pairs.map((pair) => pair.left), ...lefts].sort(byConfidence);
  const paneRight = [...pairs.map((pair) => pair.right), ...rights].sort(byConfidence);
  return { panes: [paneLeft, paneRight], rows, counts };
}

/** What to draw and list; objects of hidden verdicts are left out, but still counted. */
export function sceneOf(plan: ScenePlan, hiddenVerdicts: ReadonlySet<Verdict>): Scene {
  const scene = unfiltered(plan);
  if (hiddenVerdicts.size === 0) return scene;
  const shown = (marks: readonly Mark[]): Mark[] =>
    marks.filter(({ verdict }) => !verdict || !hiddenVerdicts.has(verdict));
  return { ...scene, panes: scene.panes.map(shown), rows: shown(scene.rows) };
}

function unfiltered(plan: ScenePlan): Scene {
  if (plan.kind === 'truth') return truthScene(plan.left, plan.truths);
  if (plan.kind !== 'plain') return comparisonScene(plan);
  const rows = plan.left.map((object) => mark(`l${object.index}`, object));
  return { panes: [rows], rows, counts: {} };
}
