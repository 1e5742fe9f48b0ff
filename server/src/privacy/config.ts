import { z } from '@strapi/utils';

const seconds = z.number().positive().max(86_400);

/** The `privacy` part of the plugin's configuration. */
export const privacyConfigSchema = z.strictObject({
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
});

export type PrivacySettings = z.infer<typeof privacyConfigSchema>;
