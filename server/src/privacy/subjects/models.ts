import { bareModel, datetime, index, name } from '../../platform/bare-model';

export const IDENTIFIER_UID = 'plugin::custodian.identifier';
export const SUBJECT_LINK_UID = 'plugin::custodian.subject-link';

export const SUBJECT_TABLES = {
  identifiers: 'custodian_identifiers',
  subjectLinks: 'custodian_subject_links',
} as const;

/** By what each record of a data subject is found: keyed digests, never the identifiers themselves. */
const identifier = bareModel(
  IDENTIFIER_UID,
  SUBJECT_TABLES.identifiers,
  { contentType: name(), documentId: name(), kind: name(), hash: name() },
  [
    index(SUBJECT_TABLES.identifiers, 'value', ['kind', 'hash']),
    index(
      SUBJECT_TABLES.identifiers,
      'record',
      ['content_type', 'document_id', 'kind', 'hash'],
      true
    ),
  ]
);

/** Records that somebody has said belong to one person, or to none of the others. */
const subjectLink = bareModel(
  SUBJECT_LINK_UID,
  SUBJECT_TABLES.subjectLinks,
  {
    subject: name(),
    contentType: name(),
    documentId: name(),
    decidedAt: datetime(),
    decidedByPrincipal: name(),
  },
  [
    index(SUBJECT_TABLES.subjectLinks, 'record', ['content_type', 'document_id'], true),
    index(SUBJECT_TABLES.subjectLinks, 'subject', ['subject']),
  ]
);

/** The models to register with Strapi before the database starts. */
export const SUBJECT_MODELS = [identifier, subjectLink];
