import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import { sql } from '../../platform/sql';
import type { MaskStrategy } from './strategy';

/** Types whose masked value may be a fixed text. */
const FIXED_TEXT_KINDS = [...TEXT_KINDS, 'richtext'];

/** Nothing of the value: null, or a fixed text. Fits every attribute. */
export const redact: MaskStrategy<{ text?: string | undefined }> = {
  name: 'redact',
  options: z.strictObject({ text: z.string().optional() }),
  fits: () => true,
  check: ({ text }, { type }) => {
    if (text === undefined || FIXED_TEXT_KINDS.includes(type)) return [];
    const message = `Parameter 'text' does not fit an attribute of kind '${type}'`;
    return [{ path: ['text'], code: 'WRONG_PARAMETER', message }];
  },
  sql: (_value, { text }, { dialect }) => {
    if (text === undefined) return null;
    return dialect.client === 'postgres' ? sql`cast(${text} as text)` : sql`${text}`;
  },
  mask: (_value, { text }) => text ?? null,
};
