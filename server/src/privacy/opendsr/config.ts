import { z } from '@strapi/utils';

/** Whose requests are taken by OpenDSR, and whom this processor is known as; off if absent. */
export const openDsrConfigSchema = z.strictObject({
  /** The domain that answers are signed for (`X-OpenDSR-Processor-Domain`). */
  domain: z.string().min(1).max(191),
  controllers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[\w.-]{1,100}$/),
        /** What the controller proves itself by (`Authorization: Bearer …`). */
        key: z.string().min(32),
        /** Where its status callbacks may go: addresses, or folders of them. */
        callbacks: z.array(z.url({ protocol: /^https?$/ })).default([]),
      })
    )
    .min(1),
});

export type OpenDsrSettings = z.infer<typeof openDsrConfigSchema>;
/** Somebody who may send requests of data subjects. */
export type Controller = OpenDsrSettings['controllers'][number];
