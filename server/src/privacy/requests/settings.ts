import { z } from '@strapi/utils';
import { MAIL_TEMPLATES } from '../mail/words';

const limit = (max: number, minutes: number) =>
  z
    .strictObject({
      max: z.number().int().min(1).default(max),
      minutes: z.number().int().min(1).max(1_440).default(minutes),
    })
    .prefault({});

const letter = z.strictObject({ subject: z.string().min(1), text: z.string().min(1) });
const letters = z.partialRecord(z.enum(MAIL_TEMPLATES), letter);

/** The parts of `privacy` in the plugin's configuration that concern requests and their letters. */
export const requestConfigShape = {
  /** IANA time zone in which days begin and end; that of the country if absent. */
  timeZone: z.string().min(1).optional(),
  /** Days off besides the country's public holidays, as `2026-12-24`. */
  holidays: z.array(z.iso.date()).default([]),
  /** How many people must approve before anything is destroyed. */
  approvers: z.number().int().min(1).max(5).default(2),
  /**
   * How long after the last approval nothing is destroyed yet, so that it can be called back. Requests
   * that destroy nothing do not wait.
   */
  undoHours: z.number().min(0).max(720).default(24),
  /** Who signs letters. */
  controller: z.string().min(1).optional(),
  /** The supervisory authority, for letters that must name it. */
  authority: z.string().min(1).optional(),
  /** Addresses that are reminded of deadlines, besides whoever a request is assigned to. */
  officers: z.array(z.email()).default([]),
  requests: z
    .strictObject({
      /** The page of the project's own site that confirms requests; the plugin's page if absent. */
      confirmUrl: z.url().optional(),
      /** How long the link of a letter holds. */
      verifyHours: z.number().int().min(1).max(720).default(72),
      /** After so many days without proof of identity a request ends. */
      expireDays: z.number().int().min(1).max(365).default(30),
      /** After so many months a closed request forgets whom it was about. */
      keepMonths: z.number().int().min(1).max(240).default(36),
      limits: z
        .strictObject({ perAddress: limit(20, 60), perIdentifier: limit(5, 60) })
        .prefault({}),
    })
    .prefault({}),
  mail: z
    .strictObject({
      /** `auto` sends, except in development without a provider of the project's choice. */
      delivery: z.enum(['auto', 'send', 'log']).default('auto'),
      from: z.string().min(1).optional(),
      /** Letters of the project's own: language → template → subject and text. */
      templates: z.record(z.string().regex(/^[a-z]{2}(-[A-Za-z]+)?$/), letters).default({}),
    })
    .prefault({}),
};

/** What requests are handled by. */
export type RequestSettings = z.infer<z.ZodObject<typeof requestConfigShape>>;
