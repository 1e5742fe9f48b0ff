import type { Core } from '@strapi/strapi';
import { z } from '@strapi/utils';
import { exportConfigSchema } from './access/exports/config';
import { revealConfigSchema } from './masking/config';
import { privacyConfigSchema } from './privacy/config';

const schema = z.strictObject({
  /** A policy document that is applied at every start, relative to the project's root. */
  policyFile: z.string().min(1).optional(),
  uploads: z
    .strictObject({
      /** Sends the bytes of `/uploads` only to those who see the file. */
      private: z.boolean().default(false),
    })
    .optional(),
  audit: z
    .strictObject({
      /** The Ed25519 private key, in PEM, that signs checkpoints. Without it one is drawn and kept. */
      signingKey: z.string().min(1).optional(),
      /** Removes entries that are older, with a proof in their place. Without it all are kept. */
      retention: z.strictObject({ days: z.number().int().min(1).max(36_500) }).optional(),
      /** Mails signed checkpoints through Strapi's email plugin. */
      checkpoints: z
        .strictObject({
          mailTo: z.email(),
          everyHours: z.number().min(1).max(8_784).default(24),
        })
        .optional(),
    })
    .optional(),
  /**
   * What webhooks may carry of governed records: webhook (its name or URL) → content type →
   * attributes, or `*`. What is not named here is not sent.
   */
  webhooks: z
    .record(
      z.string().min(1),
      z.record(z.string().min(1), z.union([z.literal('*'), z.array(z.string().min(1))]))
    )
    .optional(),
  /** How much one may read without the right to export. */
  export: exportConfigSchema.prefault({}),
  /** Who may see masked fields clear for a time, and how. */
  reveal: revealConfigSchema.prefault({}),
  privacy: privacyConfigSchema.prefault({}),
});

/** The plugin's configuration (`config/plugins`: `custodian: { config: { … } }`). */
export type CustodianConfig = z.infer<typeof schema>;

/** What Strapi reads of a plugin's configuration: defaults, and a check that stops a wrong start. */
export const config = {
  default: {},
  validator(value: unknown): void {
    schema.parse(value);
  },
};

/** The configuration in force. */
export const getConfig = (strapi: Core.Strapi): CustodianConfig =>
  schema.parse(strapi.config.get('plugin::custodian', {}));

/**
 * One part of the configuration in force. Some are asked at every request or write: each is checked once
 * for each object that the configuration holds. Replace it as a whole to change it while running.
 */
const createPart = <T>(name: 'privacy' | 'export' | 'reveal', parts: z.ZodType<T>) => {
  const parsed = new WeakMap<object, T>();
  const none = {};
  return (strapi: Core.Strapi): T => {
    const given = strapi.config.get<object | undefined>(`plugin::custodian.${name}`) ?? none;
    const known = parsed.get(given);
    if (known !== undefined) return known;
    const settings = parts.parse(given);
    parsed.set(given, settings);
    return settings;
  };
};

/** The `privacy` part of the configuration in force. */
export const getPrivacyConfig = createPart('privacy', privacyConfigSchema);
/** The `export` part of the configuration in force. */
export const getExportConfig = createPart('export', exportConfigSchema);
/** The `reveal` part of the configuration in force. */
export const getRevealConfig = createPart('reveal', revealConfigSchema);
