import type { Right } from '../platform/actor';

/** Rows of other tables that speak about a record: who does not see the record does not see them. */
export interface CopyType {
  /** Attribute that names the record's content type. */
  readonly type: string;
  /** Attribute with its documentId. */
  readonly document: string;
  /** What writing such a row takes on the record. */
  readonly right: Right;
  /** Whether the row holds the record's values, as JSON that no mask reaches. */
  readonly holdsValues: boolean;
}

/**
 * Strapi's own: what a release will publish (content-releases content-types/release-action/schema.js)
 * and content history (content-manager history/models/history-version.js). Both tables exist without
 * a licence too. Guard: integration test `copies.test.ts`.
 */
export const COPY_TYPES: Readonly<Record<string, CopyType | undefined>> = {
  'plugin::content-releases.release-action': {
    type: 'contentType',
    document: 'entryDocumentId',
    right: 'publish',
    holdsValues: false,
  },
  'plugin::content-manager.history-version': {
    type: 'contentType',
    document: 'relatedDocumentId',
    right: 'update',
    holdsValues: true,
  },
};
