import { means, type Target } from './hidden-links';
import type { LinkShape, Path } from './link-shape';
import type { RelationInput, TargetRef } from './relation-input';

/** What the data of a write ask for at one link attribute of one row. */
export interface LinkClaim {
  readonly uid: string;
  readonly shape: LinkShape;
  readonly path: Path;
  readonly mode: RelationInput['mode'];
  /** Targets that are linked afterwards, whether or not they are already. */
  readonly linked: readonly TargetRef[];
  /** Targets that are no longer linked afterwards, as far as the caller sees them. */
  readonly unlinked: readonly TargetRef[];
  /** Rows that are linked so far, as the caller sees them. */
  readonly before: readonly Target[];
}

/** Rows for which a write makes or ends a link. */
export interface LinkEffect {
  readonly gained: readonly Target[];
  readonly lost: readonly Target[];
}

const isAmong = (rows: readonly Target[], { type, id }: Target): boolean =>
  rows.some((row) => row.type === type && row.id === id);

/**
 * The rows whose links change. Told by row, never by document: the draft of a target may be linked
 * here already while its published row, which the same documentId names, is linked elsewhere. Pure.
 *
 * @param named the rows that `claim.linked` means
 */
export const effectOf = (
  { shape, mode, linked, unlinked, before }: LinkClaim,
  named: readonly Target[]
): LinkEffect => {
  const replaces = mode === 'replace' || (!shape.many && linked.length > 0);
  const isUnlinked = (row: Target) => replaces || unlinked.some((ref) => means(ref, row));
  return {
    gained: named.filter((row) => !isAmong(before, row)),
    lost: before.filter((row) => !isAmong(named, row) && isUnlinked(row)),
  };
};
