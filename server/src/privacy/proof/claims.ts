import { z } from '@strapi/utils';

/** Ids of Strapi and of this plugin. No white space: nobody's words fit in here. */
const word = z.string().regex(/^[\w:.-]{1,191}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

/** Why something stays: who said so, and the SHA-256 of the words, which are the plan's to keep. */
const basis = z.strictObject({ source: z.enum(['rule', 'legal-hold', 'decision']), digest });

const retained = z.strictObject({
  contentType: word.nullable(),
  documentId: word.nullable(),
  attribute: word.nullable(),
  basis,
  until: z.iso.datetime({ offset: true }).nullable(),
});

/**
 * What a certificate of an erasure says: ids, digests, dates, numbers and words of closed lists. It
 * outlives the person's data, so that no part of it can hold free text.
 */
export const certificateSchema = z.strictObject({
  iss: z.literal('strapi-plugin-custodian'),
  iat: count,
  jti: z.uuid(),
  request: word,
  planDigest: digest,
  figures: z.record(
    z
      .string()
      .regex(
        /^(document|row|cell|file)\.(delete|redact|anonymise|pseudonymise|keep|decide|not-selected)$/
      ),
    count
  ),
  retained: z.array(retained),
  notCovered: z.array(z.string().regex(/^[a-z]+(-[a-z]+)*$/)),
  database: z.enum(['sqlite', 'postgres', 'mysql']),
  scan: z.strictObject({
    residue: z.literal(0),
    retained: count,
    names: count,
    tables: count,
    columns: count,
    files: count,
    filesNotRead: count,
  }),
  result: z.enum(['erased', 'erased-except-retained']),
});

/** The content of a certificate. */
export type CertificateClaims = z.infer<typeof certificateSchema>;
/** Something that stays, with the reason. */
export type RetainedItem = z.infer<typeof retained>;
