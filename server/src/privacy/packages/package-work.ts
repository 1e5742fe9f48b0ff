import type { Core } from '@strapi/strapi';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import type { AnnotationMap } from '../annotations/compile';
import type { SubjectQuery } from '../discovery/discovery';
import type { Keyring } from '../proof/keyring';
import type { PlanSummary, RequestCase, RequestWork } from '../requests/work';
import { archive } from './archive';
import type { Collecting } from './collecting';
import { createContents } from './contents';
import { createReview, type ItemRow } from './review';
import type { Vault } from './vault';

/** What packages are made of. */
export interface PackageWorkInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly keyring: Keyring;
  readonly vault: Vault;
  readonly collecting: Collecting;
  readonly subjectOf: (request: RequestCase) => Promise<SubjectQuery>;
  readonly annotations: { current(): Promise<AnnotationMap> };
  readonly recipientsOf: (roots: SubjectQuery['roots']) => Promise<string[]>;
  readonly controller: () => string;
}

/** A value of somebody else as the review shows it: enough to recognise, too little to take along. */
const shown = ({ id, label, kind, occurrences, lifted }: ItemRow, value: string) => ({
  id,
  label,
  kind,
  occurrences,
  lifted,
  value: `${value.slice(0, 2)}•••`,
});

/** Creates the work behind requests for access and portability; calls expect system scope. */
export const createPackageWork = (input: PackageWorkInput): RequestWork => {
  const { strapi, audit, keyring, vault } = input;
  const review = createReview(input);
  const { gather, entriesOf } = createContents(input, review);

  const summaryOf = async (requestId: number): Promise<PlanSummary> => {
    const rows = await review.rowsOf(requestId);
    const lifted = rows.filter((row) => row.lifted).length;
    return { digest: null, unresolved: 0, figures: { 'third-parties': rows.length, lifted } };
  };

  return {
    hasPlan: false,
    async discover(request) {
      const { others, records, files } = await gather(request);
      await review.note(request.id, others);
      const { figures, ...summary } = await summaryOf(request.id);
      const count = [...records.values()].reduce((sum, own) => sum + own.length, 0);
      return { ...summary, figures: { ...figures, records: count, files: files.length } };
    },
    async plan(requestId) {
      const rows = await review.rowsOf(requestId);
      const items = rows.map((row) => shown(row, review.valueOf(row)));
      return { summary: await summaryOf(requestId), items };
    },
    async decide(requestId, decisions) {
      await review.lift(requestId, decisions);
      return summaryOf(requestId);
    },
    currentDigest: () => Promise.resolve(null),
    async execute(request) {
      let written = 0;
      const body = archive(
        entriesOf(request),
        (manifest) => keyring.sign(manifest, 'custodian-package-manifest+jws'),
        (manifest) => {
          written = manifest.length;
        }
      );
      await vault.store(request, body, () => written);
    },
    async verify({ id }) {
      return { residue: (await vault.isIntact(id)) ? 0 : 1, retained: 0, nextDue: null };
    },
    async conclude({ id, reference }) {
      const { token, expiresAt } = await vault.release(id);
      const details = { reference, expiresAt: expiresAt.toISOString() };
      await audit.record({ type: 'package.released', details });
      const base = strapi.config.get<string>('server.absoluteUrl', '');
      const prefix = strapi.config.get<string>('api.rest.prefix', '/api');
      return { link: `${base}${prefix}/custodian/packages/${token}` };
    },
    async discard(requestId) {
      await review.discard(requestId);
      await vault.discard(requestId);
    },
  };
};
