import type { Snapshots, TargetItem } from '../../protocol.ts';

/** The target that a panel uses, and what it has to remember about it. */
export interface Held {
  readonly target: string | null;
  /** The target whose place `target` takes while it cannot be used; its label may not be known. */
  readonly lost: { readonly id: string; readonly label: string } | null;
  /** Revision of the newest choice for all panels that is known; null before any was told. */
  readonly forAll: number | null;
}

/** Another target answers than before, without anybody having chosen it here. */
export type TargetNews =
  | {
      readonly kind: 'instead';
      /** Label of what cannot be used. */
      readonly lost: string;
      /** Whether it is a model whose file is gone; else it may be broken, or a container that ended. */
      readonly file: boolean;
      readonly now: TargetItem;
      /** Whether both do the same; undefined where that is not known. */
      readonly same: boolean | undefined;
    }
  | { readonly kind: 'back'; readonly now: TargetItem };

/**
 * Which target a panel uses now that others are listed. What is chosen for all panels wins over what
 * it has; what it has lost comes back as soon as it can be used; and while it is lost, another target
 * of the same task takes its place, if there is one.
 *
 * @param before the target that the panel has used, as it was listed last.
 */
export function nextTarget(
  held: Held,
  { items, forAll: told, lost }: Snapshots['targets'],
  before: TargetItem | undefined,
): Held & { readonly news?: TargetNews } {
  const find = (id: string | null | undefined): TargetItem | undefined =>
    items.find((item) => item.id === id);
  const forAll = Math.max(told?.revision ?? 0, held.forAll ?? 0);
  const isNew = held.forAll !== null && forAll > held.forAll;
  const chosen = isNew ? find(told?.target) : undefined;
  if (chosen) return { target: chosen.id, lost: null, forAll };
  const back = find(held.lost?.id);
  if (back) return { target: back.id, lost: null, forAll, news: { kind: 'back', now: back } };
  if (find(held.target)) return { ...held, forAll };

  // The list begins with what takes the current target's place.
  const current = lost && (held.target ?? lost.id) === lost.id ? lost : undefined;
  const task = before?.task ?? current?.task;
  const alike = task === undefined ? undefined : items.find((item) => item.task === task);
  const now = (current ? undefined : alike) ?? items[0];
  const label = current?.label ?? before?.label;
  const unknown = held.target === null ? null : { id: held.target, label: label ?? '' };
  const next = { target: now?.id ?? null, lost: held.lost ?? current ?? unknown, forAll };
  if (label === undefined || !now) return next;
  const same = task === undefined || now.task === undefined ? undefined : task === now.task;
  const file = current !== undefined;
  return { ...next, news: { kind: 'instead', lost: label, file, now, same } };
}
