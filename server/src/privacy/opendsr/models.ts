import { bareModel, datetime, index, name, text } from '../../platform/bare-model';

export const OPENDSR_UID = 'plugin::custodian.opendsr-request';
export const OPENDSR_TABLES = { openDsrRequests: 'custodian_opendsr_requests' } as const;

/** Which controller sent which request, by its own number for it; nothing about the person. */
const openDsrRequest = bareModel(
  OPENDSR_UID,
  OPENDSR_TABLES.openDsrRequests,
  {
    requestId: { type: 'integer' },
    controller: name(),
    subjectRequestId: name(),
    status: name(),
    callbacks: text(),
    receivedAt: datetime(),
    sealedResults: text(),
  },
  [
    index(OPENDSR_TABLES.openDsrRequests, 'sent', ['controller', 'subject_request_id'], true),
    index(OPENDSR_TABLES.openDsrRequests, 'request', ['request_id']),
  ]
);

/** The models to register with Strapi before the database starts. */
export const OPENDSR_MODELS = [openDsrRequest];
