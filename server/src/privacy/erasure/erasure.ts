import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import type { Annotations } from '../annotations/annotations';
import type { Discovery, SubjectQuery } from '../discovery/discovery';
import type { Identifier } from '../discovery/needles';
import type { DocumentKey } from '../discovery/records';
import type { Ledger } from '../ledger/ledger';
import type { DiffLine, PlanDiff } from '../plan/diff';
import type { ItemFilter, ItemStore } from '../plan/item-store';
import type { Plan, Plans } from '../plan/plans';
import type { Certificates } from '../proof/certificate';
import type { ResidueReport } from '../proof/residue';
import type { JobContext } from '../jobs/types';
import type { PlanSummary, RequestCase, RequestWork } from '../requests/work';
import type { Bytes } from './bytes';
import type { CarryOut } from './carry-out';
import { figuresOf } from './figures';
import { intentOf } from './intent';
import type { KeptItems } from './kept';
import type { Disclosures } from './notices';
import type { Verifier } from './verifier';

/** The work behind requests that destroy: the only way in which anything is erased for a data subject. */
export interface Erasure extends RequestWork {
  /** Whom a request is about, as discovery is asked. @throws ApplicationError `AMBIGUOUS_SUBJECT` */
  subjectOf(request: RequestCase): Promise<SubjectQuery>;
  /** The dry run, field by field; `clear` for who may see the values. @throws NotFoundError */
  diff(
    requestId: number,
    after: number,
    limit: number,
    clear: boolean,
    filter?: ItemFilter
  ): Promise<DiffLine[]>;
  /** Carries out a plan that is due, under a job or (at start-up) without one. */
  carryOut(plan: Plan, job: JobContext): Promise<ResidueReport>;
}

/** What it is made of. */
export interface ErasureInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly annotations: Pick<Annotations, 'current'>;
  readonly discovery: Discovery;
  readonly harvest: (
    roots: readonly DocumentKey[],
    annotations: Awaited<ReturnType<Annotations['current']>>
  ) => Promise<Identifier[]>;
  readonly plans: Plans;
  readonly items: ItemStore;
  readonly diff: PlanDiff;
  readonly kept: KeptItems;
  readonly work: CarryOut;
  readonly verifier: Verifier;
  readonly ledger: Ledger;
  readonly digestsOf: (identifiers: readonly Identifier[]) => { kind: string; digest: string }[];
  readonly disclosures: Disclosures;
  readonly certificates: Certificates;
  readonly bytes: Bytes;
}

const SHOWN = 200;

const refuse = (code: string, message: string) => new errors.ApplicationError(message, { code });

/** Says whom a request is about: what was proven, and what the person's own records say. */
const createSubjectOf =
  ({ harvest, annotations }: ErasureInput) =>
  async (request: RequestCase): Promise<SubjectQuery> => {
    if (request.ambiguous)
      throw refuse('AMBIGUOUS_SUBJECT', 'Several people carry these identifiers');
    const roots = request.roots
      .map(({ contentType, documentId }) => ({ uid: contentType, documentId }))
      .sort((one, other) =>
        `${one.uid} ${one.documentId}` < `${other.uid} ${other.documentId}` ? -1 : 1
      );
    const known = await harvest(roots, await annotations.current());
    const name = request.name ? [{ kind: 'name', value: request.name }] : [];
    return { identifiers: [...request.identifiers, ...known, ...name], roots };
  };

/** Carries out plans. The ledger knows before anything is destroyed. */
const createCarryOutPlan = (input: ErasureInput): Erasure['carryOut'] => {
  const { audit, discovery, plans, items, kept, ledger, disclosures, bytes, verifier } = input;

  const documentsOf = async ({ id }: Plan): Promise<DocumentKey[]> => {
    const documents = new Map<string, DocumentKey>();
    for await (const { documentUid: uid, documentId, selected } of items.all(id))
      if (selected && uid !== null && documentId !== null)
        documents.set(`${uid} ${documentId}`, { uid, documentId });
    return [...documents.values()];
  };

  const begin = async (plan: Plan, job: JobContext): Promise<void> => {
    const { subject } = await plans.secretsOf(plan.id);
    const digests = input.digestsOf(subject.identifiers);
    const intent = await intentOf(plan, subject, digests, items);
    const documents = await documentsOf(plan);
    await job.step('intent', async () => {
      await ledger.write(intent);
      await disclosures.plan(plan.id, plan.reference, documents);
      await plans.begin(plan.id);
      const { reference, digest } = plan;
      await audit.record({ type: 'erasure.begun', details: { reference, digest } });
    });
  };

  return async (plan, job) => {
    if (plan.state !== 'executed') await begin(plan, job);
    // The journal has the entry when this returns: it outlives whatever happens to the database.
    await ledger.sync();
    await bytes.prepare();
    const needles = discovery.needlesFor((await plans.secretsOf(plan.id)).subject);
    await input.work.run(plan.id, job, needles, (item) => kept.isDue(item));
    await bytes.clean();
    return verifier.verify(plan.id, needles);
  };
};

/** Certifies what was carried out, in the transaction in which the request is completed. */
const createConclude = (
  { plans, certificates, verifier, ledger, kept, audit }: ErasureInput,
  planOf: (requestId: number) => Promise<Plan>
): Erasure['conclude'] => {
  return async (request) => {
    const plan = await planOf(request.id);
    const report = (await plans.reportOf(plan.id)) as ResidueReport | null;
    if (!report) throw refuse('NOT_VERIFIED', 'The erasure has not been verified');
    const certificate = await certificates.issue(await verifier.statement(plan, report));
    await ledger.write({
      kind: 'done',
      entryId: `done:${certificate.id}`,
      at: new Date().toISOString(),
      of: `intent:${plan.digest ?? ''}`,
      certificate: certificate.id,
    });
    // Nothing is left to look for.
    if ((await kept.summary(plan.id)).count === 0) await plans.forgetSubject(plan.id);
    const details = { reference: plan.reference, certificate: certificate.id };
    await audit.record({ type: 'erasure.certified', details });
    return { certificate: certificate.id };
  };
};

/** Carries out what was approved, and nothing else. */
const createExecute = (
  { plans, disclosures }: ErasureInput,
  of: {
    readonly planOf: (requestId: number) => Promise<Plan>;
    readonly currentDigest: Erasure['currentDigest'];
    readonly carryOut: Erasure['carryOut'];
  }
): Erasure['execute'] => {
  return async (request, job) => {
    const plan = await of.planOf(request.id);
    if ((await plans.undecided(plan.id)) > 0)
      throw refuse('UNDECIDED', 'Some items still need a decision');
    if ((await of.currentDigest(request)) !== plan.digest)
      throw refuse('PLAN_STALE', 'The data have changed since the plan was made');
    await of.carryOut(plan, job);
    await disclosures.send();
  };
};

/** Creates the work; calls expect system scope. */
export const createErasure = (input: ErasureInput): Erasure => {
  const { scopes, discovery, plans, items, diff, kept, verifier } = input;
  const subjectOf = createSubjectOf(input);
  const carryOut = createCarryOutPlan(input);
  const by = () => scopes.cause()?.principal ?? 'system';

  const planOf = async (requestId: number): Promise<Plan> => {
    const plan = await plans.of(requestId);
    if (!plan) throw new errors.NotFoundError('Plan not found', { code: 'NOT_FOUND' });
    return plan;
  };

  const summaryOf = async (plan: Plan): Promise<PlanSummary> => ({
    digest: plan.digest,
    unresolved: await plans.undecided(plan.id),
    figures: await figuresOf(items.all(plan.id)),
  });

  const currentDigest = async (request: RequestCase): Promise<string | null> => {
    const plan = await plans.of(request.id);
    if (!plan) return null;
    // Once begun the data differ by what was erased; what was approved is what is carried out.
    if (plan.state === 'executed') return plan.digest;
    return plans.currentDigest(plan.id, await subjectOf(request));
  };

  return {
    hasPlan: true,
    subjectOf,
    carryOut,
    conclude: createConclude(input, planOf),
    currentDigest,
    async discover(request) {
      const { id, reference } = request;
      const subject = await subjectOf(request);
      return summaryOf(await plans.create({ id, reference, by: by() }, subject));
    },
    async plan(requestId) {
      const plan = await plans.of(requestId);
      if (!plan) return null;
      return { summary: await summaryOf(plan), items: await diff.page(plan.id, 0, SHOWN, false) };
    },
    async decide(requestId, decisions) {
      const plan = await planOf(requestId);
      return summaryOf(await plans.decide(plan.id, decisions, by()));
    },
    execute: createExecute(input, { planOf, currentDigest, carryOut }),
    async verify(request) {
      const plan = await planOf(request.id);
      const { subject } = await plans.secretsOf(plan.id);
      const { residue } = await verifier.verify(plan.id, discovery.needlesFor(subject));
      const { count, nextDue } = await kept.summary(plan.id);
      return { residue, retained: count, nextDue };
    },
    discard: (requestId) => plans.discard(requestId),
    diff: async (requestId, after, limit, clear, filter) =>
      diff.page((await planOf(requestId)).id, after, limit, clear, filter),
  };
};
