import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Keyring } from '../proof/keyring';
import type { ItemStore } from './item-store';
import { PLAN_UID } from './models';
import type { Plan, PlannedRequest, Plans, PlanSecrets, PlanState } from './plans';

export interface PlanRow {
  id: number;
  requestId: number;
  reference: string;
  state: PlanState;
  sealed: string;
  report: string | null;
  digest: string | null;
  items: number;
  asOf: string | Date;
  createdAt: string | Date;
  createdByPrincipal: string;
}

const CONTEXT = 'erasure plan';

/** A plan as the desk shows it. */
export const toPlan = ({ sealed, report, createdByPrincipal, ...row }: PlanRow): Plan => ({
  ...row,
  asOf: new Date(row.asOf).toISOString(),
  createdAt: new Date(row.createdAt).toISOString(),
  createdBy: createdByPrincipal,
});

/** What stands of plans in the database. */
interface PlanRows extends Pick<
  Plans,
  'get' | 'of' | 'secretsOf' | 'begin' | 'reportOf' | 'setReport' | 'forgetSubject' | 'discard'
> {
  /** @throws NotFoundError */
  readonly rowOf: (planId: number) => Promise<PlanRow>;
  readonly secretsIn: (row: PlanRow) => PlanSecrets;
  readonly set: (planId: number, data: object) => Promise<PlanRow>;
  readonly add: (request: PlannedRequest, secrets: PlanSecrets) => Promise<PlanRow>;
  /** Deletes the plans of a request that nobody has begun to carry out. */
  readonly discardUnused: (requestId: number) => Promise<void>;
}

/** What they are kept with. */
interface PlanRowsInput {
  readonly strapi: Core.Strapi;
  readonly items: ItemStore;
  readonly keyring: Keyring;
}

const newRow = ({ id, reference, by }: PlannedRequest, sealed: string) => {
  const now = new Date();
  return {
    requestId: id,
    reference,
    state: 'building',
    sealed,
    items: 0,
    asOf: now,
    createdAt: now,
    createdByPrincipal: by,
  };
};

/** Creates the store; calls join the transaction that is open. */
export const createPlanRows = ({ strapi, items, keyring }: PlanRowsInput): PlanRows => {
  const query = () => strapi.db.query(PLAN_UID);
  const rowOf = async (planId: number): Promise<PlanRow> => {
    const row = (await query().findOne({ where: { id: planId } })) as PlanRow | null;
    if (!row) throw new errors.NotFoundError('Plan not found', { code: 'NOT_FOUND' });
    return row;
  };
  const secretsIn = ({ sealed }: PlanRow) => keyring.open(sealed, CONTEXT) as PlanSecrets;
  const set = (planId: number, data: object) =>
    query().update({ where: { id: planId }, data }) as Promise<PlanRow>;
  const discard = async (where: object): Promise<void> => {
    await strapi.db.transaction(async () => {
      const rows = (await query().findMany({ where })) as PlanRow[];
      for (const { id } of rows) await items.removeAll(id);
      await query().deleteMany({ where });
    });
  };

  return {
    rowOf,
    secretsIn,
    set,
    discard: (requestId) => discard({ requestId }),
    discardUnused: (requestId) => discard({ requestId, state: { $ne: 'executed' } }),
    add: async (request, secrets) =>
      (await query().create({
        data: newRow(request, keyring.seal(secrets, CONTEXT)),
      })) as PlanRow,
    get: async (planId) => toPlan(await rowOf(planId)),
    async of(requestId) {
      const where = { requestId, state: { $ne: 'building' } };
      const rows = await query().findMany({ where, orderBy: { id: 'desc' }, limit: 1 });
      const [row] = rows as PlanRow[];
      return row ? toPlan(row) : null;
    },
    secretsOf: async (planId) => secretsIn(await rowOf(planId)),
    async begin(planId) {
      await set(planId, { state: 'executed' });
    },
    async reportOf(planId) {
      const { report } = await rowOf(planId);
      return report === null ? null : (JSON.parse(report) as unknown);
    },
    async setReport(planId, report) {
      await set(planId, { report: JSON.stringify(report) });
    },
    async forgetSubject(planId) {
      const nobody: PlanSecrets = { subject: { identifiers: [], roots: [] }, salt: '' };
      await set(planId, { sealed: keyring.seal(nobody, CONTEXT) });
    },
  };
};
