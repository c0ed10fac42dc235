import type { YoloJson } from '../project/yoloJson.ts';

/** The deployments that requests from outside go to, by their names in `yolo.json`. */
export interface TrafficPair {
  readonly stable: string;
  readonly trial?: string;
}

/** Who gets requests beside a deployment on trial: the first for production, else the first other. */
export function trafficPair({ deployments }: YoloJson, trial?: string): TrafficPair {
  const others = Object.keys(deployments).filter((name) => name !== trial);
  const stable = others.find((name) => deployments[name]?.stage === 'prod') ?? others[0] ?? '';
  return trial === undefined || !(trial in deployments) ? { stable } : { stable, trial };
}

/** The deployment that looks as if it were on trial: of stage `beta`; undefined where none is. */
export function likelyTrial({ deployments }: YoloJson): string | undefined {
  const names = Object.keys(deployments);
  if (names.length < 2) return undefined;
  const staged = names.find((name) => deployments[name]?.stage === 'beta');
  if (staged !== undefined) return staged;
  return names.find((name) => /beta|canary|next/.test(deployments[name]?.image ?? ''));
}
