import type { MaskedAttribute } from './strategy';

/** Types that Strapi keeps in `varchar(255)`. */
const SHORT_TEXT: readonly string[] = ['string', 'email', 'uid', 'enumeration', 'password'];
const SHORT_TEXT_LENGTH = 255;

/** What of Strapi's attribute says how its column was made; see `createColumn` in @strapi/database. */
interface SchemaAttribute {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly column?: { readonly type?: string; readonly args?: readonly unknown[] };
}

const lengthOf = ({ type, column }: SchemaAttribute): number | null => {
  if (!SHORT_TEXT.includes(type)) return null;
  if (column?.type !== undefined && column.type !== 'string') return null;
  const [length] = column?.args ?? [];
  return typeof length === 'number' ? length : SHORT_TEXT_LENGTH;
};

/** Reads an attribute of a schema for the strategies. */
export const toMaskedAttribute = (attribute: SchemaAttribute): MaskedAttribute => ({
  type: attribute.type,
  length: lengthOf(attribute),
  ...(attribute.enum && { enum: attribute.enum }),
});
