import { z } from '@strapi/utils';
import { openDsrConfigSchema } from './opendsr/config';
import { requestConfigShape } from './requests/settings';

const seconds = z.number().positive().max(86_400);

/** The `privacy` part of the plugin's configuration. */
export const privacyConfigSchema = z.strictObject({
  /**
   * What the domain's keys are derived from; the application's first key if absent. It must be the
   * same on all nodes and outlive restored backups.
   */
  secret: z.string().min(16).optional(),
  /** The controller's country (ISO 3166, with a subdivision such as `DE-BY` where it matters). */
  country: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/)
    .optional(),
  ...requestConfigShape,
  /** Where recipients of data are told of erasures and the like (Art. 19): addresses, or folders of them. */
  recipients: z.array(z.url({ protocol: /^https?$/ })).default([]),
  /** Requests that controllers send by OpenDSR; none are taken if absent. */
  opendsr: openDsrConfigSchema.optional(),
  /** Background work: how much of it this node does at a time, and how it looks for it. */
  jobs: z
    .strictObject({
      /** False on nodes that only answer requests. */
      enabled: z.boolean().default(true),
      concurrency: z.number().int().min(1).max(16).default(2),
      pollSeconds: seconds.default(15),
      leaseSeconds: seconds.min(5).default(60),
    })
    .prefault({}),
  /** What is written down of erasures, and what happens when somebody who was erased comes back. */
  erasure: z
    .strictObject({
      /**
       * The journal outside of the database, relative to the project's root. Keep it out of the
       * backups that the database is in: it is what a restored backup is held against.
       */
      journal: z.string().min(1).default('.custodian/erasures.jsonl'),
      /** Records with identifiers of somebody who was erased: refused, or let in and noted. */
      returning: z.enum(['flag', 'refuse']).default('flag'),
      /** Larger files are not searched, in megabytes; the certificate says how many there are. */
      searchFilesUpToMb: z.number().positive().max(100).default(5),
    })
    .prefault({}),
  /** Packages for access and portability. */
  packages: z
    .strictObject({
      /** How long a link holds. */
      days: z.number().int().min(1).max(90).default(7),
      /** How often a package can be downloaded. */
      downloads: z.number().int().min(1).max(100).default(3),
    })
    .prefault({}),
});

export type PrivacySettings = z.infer<typeof privacyConfigSchema>;
