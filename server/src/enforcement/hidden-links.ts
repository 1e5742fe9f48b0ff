import { isJson, toList, type Json, type LinkShape } from './link-shape';
import type { TargetRef } from './relation-input';

/** A row at the far end of a link. */
export interface Target {
  readonly type: string;
  readonly id: number;
  readonly documentId: string | null;
}

/** The targets of a link attribute, as Strapi populates it. */
export const targetsOf = (shape: LinkShape, value: unknown): Target[] =>
  toList(value).flatMap((item): Target[] => {
    if (!isJson(item)) return [];
    const type = shape.target ?? item[shape.typeField];
    if (typeof type !== 'string' || typeof item.id !== 'number') return [];
    const documentId = typeof item.documentId === 'string' ? item.documentId : null;
    return [{ type, id: item.id, documentId }];
  });

/** Whether a reference means this row, or another version of its document. */
export const means = (ref: TargetRef, row: Target): boolean =>
  ref.type === row.type &&
  (ref.id === row.id || (ref.documentId !== null && ref.documentId === row.documentId));

/** Targets in the form in which they are sent to Strapi. */
export const toItems = (shape: LinkShape, targets: readonly Target[]): Json[] =>
  targets.map(({ id, type }) => (shape.target === null ? { id, [shape.typeField]: type } : { id }));

/**
 * Links of a row that its caller cannot see. A to-one attribute may hold the draft and the published
 * row of one target: that is one link, and it is seen if either row is.
 */
export const hiddenTargets = (
  shape: LinkShape,
  stored: unknown,
  seen: unknown,
  isChecked: (uid: string) => boolean
): Target[] => {
  const visible = targetsOf(shape, seen);
  const isSeen = (target: Target) =>
    visible.some(
      (one) =>
        one.type === target.type &&
        (one.id === target.id ||
          (!shape.many && one.documentId !== null && one.documentId === target.documentId))
    );
  return targetsOf(shape, stored).filter((target) => isChecked(target.type) && !isSeen(target));
};
