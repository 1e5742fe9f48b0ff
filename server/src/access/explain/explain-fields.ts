import type { MaskedFields } from '../rights/masked-fields';
import type { RowQuery } from '../rights/row-query';
import type { Sessions } from '../rights/session';
import { explainGrant, type GrantAnswer, type GrantQuestion } from './explain-grants';
import { reason, type Reason } from './reasons';

/** Whether a record shows somebody one of its masked attributes as it is, and why. */
export interface FieldExplanation {
  /** As the policy names it. */
  readonly field: string;
  readonly strategy: string;
  /** Whether one of the record's rows (draft, published, locales) shows the mask. */
  readonly masked: boolean;
  /** Memberships whose `clear` depth reaches the record. */
  readonly grants: readonly Reason[];
  /** Those whose depth does not. */
  readonly blocks: readonly Reason[];
}

/** What the explanation of fields is made of. */
interface Dependencies {
  readonly rows: RowQuery;
  readonly sessions: Sessions;
  readonly maskedFields: MaskedFields['maskedFields'];
}

type Reasons = Pick<FieldExplanation, 'grants' | 'blocks'>;

/** Explains every field rule of a type for one record. Runs as system. */
export const explainFields = async (
  { rows, sessions, maskedFields }: Dependencies,
  question: Omit<GrantQuestion, 'action'>
): Promise<FieldExplanation[]> => {
  const { actor, contentType, documentId } = question;
  const rules = sessions.of(actor).policy?.types.get(contentType)?.fields ?? [];
  if (rules.length === 0) return [];
  const masked = new Set(
    [...(await maskedFields(actor, contentType, documentId)).values()].flatMap((fields) =>
      fields.map(({ field }) => field)
    )
  );
  // Fields of the same depth are asked about once.
  const known = new Map<string, Promise<Reasons>>();
  const reasonsFor = async (field: string): Promise<Reasons> => {
    const { grants } = sessions.clearReach(actor, contentType, field);
    const answers: GrantAnswer[] = [];
    for (const grant of grants)
      answers.push(await explainGrant(rows, { ...question, action: 'read' }, grant));
    return {
      grants: answers.flatMap((answer) => answer.grants),
      blocks: answers.flatMap((answer) => answer.blocks),
    };
  };
  const explained: FieldExplanation[] = [];
  for (const { field, strategy } of rules) {
    const { grants } = sessions.clearReach(actor, contentType, field);
    const signature = JSON.stringify(grants);
    const asked = known.get(signature) ?? reasonsFor(field);
    known.set(signature, asked);
    const reasons = await asked;
    const isMasked = masked.has(field);
    const none = grants.length === 0 ? [reason('never-clear', { field, contentType })] : [];
    const revealed = reason('revealed', { field });
    const isRevealed = !isMasked && reasons.grants.length === 0;
    explained.push({
      field,
      strategy,
      masked: isMasked,
      grants: isRevealed ? [revealed] : reasons.grants,
      blocks: [...reasons.blocks, ...none],
    });
  }
  return explained;
};
