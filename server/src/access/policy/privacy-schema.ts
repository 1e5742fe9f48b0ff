import { z } from '@strapi/utils';

import {
  CLASSIFICATIONS,
  ERASURE_STRATEGIES,
  IDENTIFIER_KINDS,
  LEGAL_BASES,
  RECORD_ERASURES,
  SUBJECT_ROLES,
  type AttributePrivacyConfig,
  type ComponentPrivacyConfig,
  type PrivacyConfig,
  type TypePrivacyConfig,
} from './privacy-types';

const text = z.string().regex(/\S/);

/** Years, months, weeks and days; at least one of them. Hours say nothing about keeping records. */
const DURATION = /^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/;

const retentionShape = {
  for: z.string().refine((value) => DURATION.test(value), {
    error: 'An ISO 8601 duration in years, months, weeks or days is expected',
    params: { code: 'BAD_DURATION' },
  }),
  from: text.optional(),
  basis: text,
};

/** The structure of what is said about one attribute. */
export const attributePrivacySchema: z.ZodType<AttributePrivacyConfig> = z.strictObject({
  classification: z.enum(CLASSIFICATIONS),
  identifier: z.enum(IDENTIFIER_KINDS).optional(),
  category: text.optional(),
  legalBasis: z.enum(LEGAL_BASES).optional(),
  portable: z.boolean().optional(),
  erasure: z.enum(ERASURE_STRATEGIES).optional(),
  retention: z.strictObject(retentionShape).optional(),
});

const attributes = z.record(z.string(), attributePrivacySchema).optional();

const typeShape = {
  subject: z.boolean().optional(),
  subjectPaths: z.record(text, z.enum(SUBJECT_ROLES)).optional(),
  erasure: z.enum(RECORD_ERASURES).optional(),
  retention: z.strictObject({ ...retentionShape, keep: z.array(text).min(1) }).optional(),
};

/** The structure of what a schema says about its type; attributes speak for themselves there. */
export const schemaTypePrivacySchema: z.ZodType<TypePrivacyConfig> = z.strictObject(typeShape);

const typePrivacySchema: z.ZodType<TypePrivacyConfig> = z.strictObject({
  ...typeShape,
  attributes,
});

const componentPrivacySchema: z.ZodType<ComponentPrivacyConfig> = z.strictObject({ attributes });

/** The structure of the document's `privacy` part. */
export const privacySchema: z.ZodType<PrivacyConfig> = z.strictObject({
  contentTypes: z.record(z.string(), typePrivacySchema).optional(),
  components: z.record(z.string(), componentPrivacySchema).optional(),
});
