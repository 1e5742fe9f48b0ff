import { z } from '@strapi/utils';
import { badRequest } from '../../platform/http/request';
import { tokenFor, replacement, type AttributeShape } from './strategy';
import type { Decision, ItemStrategy, PlanItem } from './item';

/** What may be said about an item. */
export const decisionSchema = z
  .strictObject({
    /** Id of the item. */
    item: z.int32().positive(),
    selected: z.boolean().optional(),
    /** `anonymise` depends on the value and is a matter of annotations. */
    strategy: z.enum(['delete', 'redact', 'pseudonymise', 'keep']).optional(),
    basis: z.string().regex(/\S/).max(1_000).nullable().optional(),
    until: z.iso.datetime({ offset: true }).nullable().optional(),
  })
  .refine(({ strategy, basis }) => strategy !== 'keep' || (basis !== undefined && basis !== null), {
    error: 'What is kept needs a basis',
    path: ['basis'],
  });

/** Whole things are either removed or kept. @throws ValidationError `WRONG_STRATEGY` */
export const checkDecision = ({ kind, rowId }: PlanItem, { strategy }: Decision): void => {
  const fits =
    strategy === undefined || strategy === 'keep' || kind === 'cell' || strategy === 'delete';
  // A row without an id cannot be named in a statement.
  const reachable =
    strategy === undefined || strategy === 'keep' || rowId !== null || kind === 'document';
  if (!fits || !reachable)
    throw badRequest('WRONG_STRATEGY', [
      { path: ['strategy'], message: `'${strategy}' does not fit this item` },
    ]);
};

/** Where no schema says what is allowed. */
const ANY_TEXT: AttributeShape = { type: 'string', required: true, unique: false, maxLength: null };

const afterOf = (
  item: Omit<PlanItem, 'seq'>,
  strategy: ItemStrategy,
  shape: AttributeShape | null,
  salt: string
): string | null => {
  if (item.kind !== 'cell' || strategy === 'redact') return null;
  if (strategy !== 'delete' && strategy !== 'pseudonymise') return item.after;
  const value = replacement(strategy, shape ?? ANY_TEXT, null, tokenFor(salt, item.key));
  return value === null ? null : JSON.stringify(value);
};

/**
 * An item as it was decided. The same decision gives the same item each time a plan is computed.
 * @param shape the attribute's, null for what is no attribute
 */
export const applyDecision = <T extends Omit<PlanItem, 'seq'>>(
  item: T,
  decision: Decision | undefined,
  shape: AttributeShape | null,
  salt: string
): T => {
  if (!decision) return item;
  const { selected = item.selected, strategy } = decision;
  if (strategy === undefined) return { ...item, selected };
  const basis = strategy === 'keep' ? (decision.basis ?? null) : null;
  const until = strategy === 'keep' ? (decision.until ?? null) : null;
  const after = afterOf(item, strategy, shape, salt);
  return { ...item, selected, strategy, basis, until, after };
};
