import type { AccessRule, FieldView } from '../../enforcement/access-rule';
import type { RecordKeeper } from '../../enforcement/write-boundary';
import type { RowQuery } from './row-query';

/** What the write boundary and explain ask about masked attributes. */
export type MaskedFields = Pick<RecordKeeper, 'fieldViews' | 'maskedFields' | 'revealedFields'>;

/** Creates the questions, which are answered with the predicates of the views. */
export const createMaskedFields = (rule: AccessRule, rows: RowQuery): MaskedFields => {
  const fieldViews: MaskedFields['fieldViews'] = (actor, uid) =>
    rule.governedTypes(actor).has(uid) ? rule.compileView(uid, actor, 'read').fields : [];

  return {
    fieldViews,
    async maskedFields(actor, uid, documentId) {
      const views = fieldViews(actor, uid);
      // Fields of the same depth share one predicate.
      const asked = [...new Set(views.map(({ clear }) => clear))];
      if (asked.length === 0) return new Map<number, readonly FieldView[]>();
      const held = await rows.holding(uid, documentId, asked);
      const maskedBy = (clear: readonly boolean[]) =>
        views.filter((view) => clear[asked.indexOf(view.clear)] !== true);
      return new Map([...held].map(([row, clear]) => [row, maskedBy(clear)]));
    },
    async revealedFields(actor, uid, documentId) {
      const views = fieldViews(actor, uid).filter(({ unrevealed }) => unrevealed !== null);
      const asked = views.flatMap(({ clear, unrevealed }) => [clear, unrevealed ?? clear]);
      if (asked.length === 0) return new Map<number, readonly FieldView[]>();
      const held = await rows.holding(uid, documentId, asked);
      const revealedBy = (clear: readonly boolean[]) =>
        views.filter((_, at) => clear[2 * at] === true && clear[2 * at + 1] !== true);
      return new Map([...held].map(([row, clear]) => [row, revealedBy(clear)]));
    },
  };
};
