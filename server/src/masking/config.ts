import { z } from '@strapi/utils';

/** When something more is asked for: never, for special categories of personal data, or always. */
const WHEN = ['never', 'special', 'always'] as const;
export type When = (typeof WHEN)[number];

/** `config.reveal`. */
export const revealConfigSchema = z.strictObject({
  /** The purposes one may reveal for; any text where the list is empty. */
  purposes: z.array(z.string().regex(/\S/).max(191)).default([]),
  /** The longest a reveal lasts, and how long one lasts that asks for nothing else. */
  minutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(15),
  /** When a second person must approve. */
  approval: z.enum(WHEN).default('never'),
  /** When the caller must give the password again. */
  stepUp: z.enum(WHEN).default('never'),
  /** So many reveals one principal may ask for within so many minutes. */
  limit: z
    .strictObject({
      count: z.number().int().min(1).default(20),
      minutes: z.number().int().min(1).default(60),
    })
    .prefault({}),
});

/** How reveals are configured. */
export type RevealConfig = z.infer<typeof revealConfigSchema>;
