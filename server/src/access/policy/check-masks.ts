import type { CheckContext, Path } from './check-context';
import { isResolved, resolveField } from './field-path';
import type { Loose } from './structure';
import type { FieldRuleConfig, SchemaAttribute, SchemaContentType } from './types';

/**
 * What says which row a row is, and when it was written: Strapi compares, sorts and publishes by it.
 * Who wrote it (`createdBy`, `updatedBy`) may be hidden.
 */
const BOOKKEEPING: readonly string[] = [
  'id',
  'documentId',
  'locale',
  'localizations',
  'publishedAt',
  'createdAt',
  'updatedAt',
];

/** Whether a field rule can be about a field that is there. */
export const isMaskable = (field: string, { type }: SchemaAttribute): boolean =>
  !isBookkeeping(field) && type !== 'password';

const isBookkeeping = (field: string): boolean =>
  BOOKKEEPING.includes(field) || /\.id$/.test(field);

/** Field rules: the attribute exists and can be masked, by the strategy that is named. */
export const checkFieldRules = (
  context: Pick<CheckContext, 'schemas' | 'report'>,
  schema: SchemaContentType,
  fields: Loose<Record<string, FieldRuleConfig>>,
  path: Path
): void => {
  for (const [field, rule] of Object.entries(fields)) {
    const attribute = requireMaskable(context, schema, field, [...path, field]);
    const mask = rule?.mask;
    if (mask?.strategy === undefined) continue;
    for (const issue of context.schemas.masks.validate(mask, attribute))
      context.report([...path, field, 'mask', ...issue.path], issue.code, issue.message);
  }
};

/** The attribute that a field rule leads to, at any depth; reports if there is none or it may not be masked. */
const requireMaskable = (
  context: Pick<CheckContext, 'schemas' | 'report'>,
  schema: SchemaContentType,
  field: string,
  path: Path
): SchemaAttribute | null => {
  const refuse = (why: string): null => {
    context.report(path, 'NOT_MASKABLE', `'${field}' of '${schema.uid}' cannot be masked: ${why}`);
    return null;
  };
  if (isBookkeeping(field)) return refuse('Strapi itself works with it');
  const found = resolveField(context.schemas, schema.uid, field);
  if (!isResolved(found)) {
    context.report(path, found.code, found.message);
    return null;
  }
  if (found.schema.type === 'password') return refuse('a password is never shown');
  return found.schema;
};

/** Names of fields in profiles (`clear`): attributes of the type or of its components. */
export const requireField = (
  context: CheckContext,
  schema: SchemaContentType,
  field: string,
  path: Path
): void => {
  const found = resolveField(context.schemas, schema.uid, field);
  if (!isResolved(found)) context.report(path, found.code, found.message);
};
