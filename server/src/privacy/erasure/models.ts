import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const FILE_OUTBOX_UID = 'plugin::custodian.file-outbox';
export const DISCLOSURE_UID = 'plugin::custodian.disclosure';
export const NOTICE_UID = 'plugin::custodian.erasure-notice';
export const CERTIFICATE_UID = 'plugin::custodian.erasure-certificate';

export const ERASURE_TABLES = {
  fileOutbox: 'custodian_file_outbox',
  disclosures: 'custodian_disclosures',
  erasureNotices: 'custodian_erasure_notices',
  erasureCertificates: 'custodian_erasure_certificates',
} as const;

/** Bytes that must still go: the row of the file is gone, what the provider needs is encrypted here. */
const fileOutbox = bareModel(
  FILE_OUTBOX_UID,
  ERASURE_TABLES.fileOutbox,
  { planId: { type: 'integer' }, sealed: text(), createdAt: datetime() },
  [index(ERASURE_TABLES.fileOutbox, 'plan', ['plan_id'])]
);

/** Who was given data of a record, and when (Art. 15(1)(c), Art. 19). */
const disclosure = bareModel(
  DISCLOSURE_UID,
  ERASURE_TABLES.disclosures,
  {
    contentType: name(),
    documentId: name(),
    recipient: name(),
    purpose: text(),
    at: datetime(),
    byPrincipal: name(),
  },
  [index(ERASURE_TABLES.disclosures, 'record', ['content_type', 'document_id'])]
);

/** Recipients who must be told of what became of data they hold (Art. 19), and whether they have been. */
const notice = bareModel(
  NOTICE_UID,
  ERASURE_TABLES.erasureNotices,
  {
    key: name(),
    kind: name(),
    planId: { type: 'integer' },
    reference: name(),
    recipient: name(),
    records: text(),
    state: name(),
    attempts: { type: 'integer' },
    createdAt: datetime(),
    sentAt: datetime(),
    receipt: text(),
    acknowledgedAt: datetime(),
  },
  [
    index(ERASURE_TABLES.erasureNotices, 'key', ['key'], true),
    index(ERASURE_TABLES.erasureNotices, 'state', ['state']),
  ]
);

/** Signed statements of what was erased, what stays, and what was not looked at. */
const certificate = bareModel(
  CERTIFICATE_UID,
  ERASURE_TABLES.erasureCertificates,
  {
    certificateId: name(),
    requestId: { type: 'integer' },
    reference: name(),
    jws: text(),
    createdAt: datetime(),
  },
  [
    index(ERASURE_TABLES.erasureCertificates, 'certificate', ['certificate_id'], true),
    index(ERASURE_TABLES.erasureCertificates, 'request', ['request_id']),
  ]
);

/** The models to register with Strapi before the database starts. */
export const ERASURE_MODELS = [fileOutbox, disclosure, notice, certificate];
