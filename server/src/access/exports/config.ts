import { z } from '@strapi/utils';

/** `config.export`: what one request may read without the right to export. */
export const exportConfigSchema = z.strictObject({
  /** Records in one list. */
  pageSize: z.number().int().min(1).default(1_000),
  /** Records in all lists of an answer, populated ones included. */
  records: z.number().int().min(1).default(10_000),
});

/** Where reading ends and exporting begins. */
export type ExportConfig = z.infer<typeof exportConfigSchema>;
