import type { RecordKey } from '../../access/rights/record-rights';
import type { Disclosures, NoticeKind } from '../erasure/notices';
import type { Jobs } from '../jobs/jobs';
import type { PrivacyRequest } from './request-table';

/** Job that tells recipients what they have not been told. */
export const SEND_NOTICES = 'notices.send';

/** Tells whoever was given data of records what became of them (Art. 19 GDPR). */
export interface RecipientNotices {
  /** Notes whom to tell, in the transaction that is open; they are told after its commit. */
  tell(request: PrivacyRequest, kind: NoticeKind, records: readonly RecordKey[]): Promise<void>;
}

/** Creates the notices, and defines the job that sends them. */
export const createRecipientNotices = (
  disclosures: Pick<Disclosures, 'notify' | 'send'>,
  jobs: Pick<Jobs, 'define' | 'enqueue'>
): RecipientNotices => {
  jobs.define(SEND_NOTICES, async () => {
    await disclosures.send();
  });
  return {
    async tell({ id, reference }, kind, records) {
      const documents = records.map(({ contentType: uid, documentId }) => ({ uid, documentId }));
      const names = documents.map(({ uid, documentId }) => `${uid} ${documentId}`).sort();
      const occasion = `request ${id} ${names.join()}`;
      if ((await disclosures.notify({ kind, reference, documents, occasion })) > 0)
        await jobs.enqueue({ kind: SEND_NOTICES });
    },
  };
};
