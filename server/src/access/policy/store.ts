import { createHash } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { POLICY_ACTIVATION_UID, POLICY_VERSION_UID } from '../models';
import type { PolicySource } from '../rights/session';
import { compilePolicy } from './compile';
import type { MaskCatalogue } from './mask-catalogue';
import { createSchemaModel } from './schema-model';
import { syncGroups } from './sync-groups';
import type { CompiledPolicy, PolicyDocument, PolicyIssue, SchemaModel } from './types';
import { validatePolicy } from './validate';

/** A version of the policy, as history lists it. */
export interface PolicyVersion {
  readonly version: number;
  readonly digest: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

/** The version in force, with its document. */
export interface ActivePolicy extends PolicyVersion {
  readonly document: PolicyDocument;
}

/** Keeps the policy's versions and says which one holds. */
export interface PolicyStore extends PolicySource {
  /** Checks a document against this project's schemas. */
  validate(input: unknown): ReturnType<typeof validatePolicy>;
  /** The version in force, read from the database; null before the first activation. */
  active(): Promise<ActivePolicy | null>;
  /** The same, compiled. */
  inForce(): Promise<CompiledPolicy | null>;
  /** Any version with its document. @throws NotFoundError for one that never was */
  version(version: number): Promise<ActivePolicy>;
  versions(): Promise<(PolicyVersion & { active: boolean })[]>;
  /**
   * Validates and activates a document in one transaction. Activating the document that is already
   * in force changes nothing.
   * @param by who; and the version that must be in force, so that nobody overwrites what they have not seen
   * @throws ApplicationError (400) `POLICY_CHANGED` if another version is
   * @throws ValidationError (400) with `details.errors`, every problem with its path; nothing changes
   */
  activate(input: unknown, by: { by: string; basedOn?: number | undefined }): Promise<ActivePolicy>;
  /** Brings an earlier version back in force. @throws NotFoundError for a version that never was */
  reactivate(version: number, by: { by: string }): Promise<ActivePolicy>;
}

interface VersionRow {
  version: number;
  document: string;
  digest: string;
  createdAt: string | Date;
  createdByPrincipal: string | null;
}

const digestOf = (document: unknown): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex');

const toVersion = (row: VersionRow): PolicyVersion => ({
  version: row.version,
  digest: row.digest,
  createdAt: new Date(row.createdAt),
  createdBy: row.createdByPrincipal,
});

const toActive = (row: VersionRow): ActivePolicy => ({
  ...toVersion(row),
  document: JSON.parse(row.document) as PolicyDocument,
});

/** The error for a document that was refused: one message, and every issue with its path. */
export const policyInvalid = (issues: readonly PolicyIssue[]): Error =>
  new errors.ValidationError(`The policy has ${issues.length} error(s)`, {
    code: 'POLICY_INVALID',
    path: issues[0]?.path ?? [],
    errors: issues.map(({ path, code, message }) => ({ path, code, message, name: 'PolicyError' })),
  });

const requireUnchanged = (current: PolicyVersion | null, basedOn: number | undefined): void => {
  if (basedOn === undefined || current?.version === basedOn) return;
  throw new errors.ApplicationError(
    `Version ${current?.version ?? 0} is in force by now, not version ${basedOn}`,
    { code: 'POLICY_CHANGED', version: current?.version ?? null }
  );
};

/** Proves, before a policy comes in force, that enforcement holds for all it governs. */
export type ProvePolicy = (policy: CompiledPolicy) => Promise<void>;

/** The two tables of the store: documents, and which of them came in force when. */
const createVersionTable = ({ strapi }: { strapi: Core.Strapi }) => {
  const versions = () => strapi.db.query(POLICY_VERSION_UID);
  const activations = () => strapi.db.query(POLICY_ACTIVATION_UID);
  const newestFirst = (limit?: number) =>
    versions().findMany({ orderBy: { version: 'desc' }, limit }) as Promise<VersionRow[]>;
  const find = (version: number) =>
    versions().findOne({ where: { version } }) as Promise<VersionRow | null>;
  return {
    newestFirst,
    row: find,
    /** @throws NotFoundError for a version that never was */
    async known(version: number): Promise<VersionRow> {
      const row = await find(version);
      if (row) return row;
      const code = 'UNKNOWN_VERSION';
      throw new errors.NotFoundError(`There is no policy version ${version}`, { code });
    },
    async activeVersion(): Promise<number | null> {
      const [row] = (await activations().findMany({ orderBy: { id: 'desc' }, limit: 1 })) as {
        version: number;
      }[];
      return row?.version ?? null;
    },
    /** @param isFirst as `inTurn` says: what somebody else has committed since is not counted on from */
    async add(document: PolicyDocument, by: string, isFirst: boolean): Promise<VersionRow> {
      const [last] = isFirst ? [] : await newestFirst(1);
      const data = {
        version: (last?.version ?? 0) + 1,
        document: JSON.stringify(document),
        digest: digestOf(document),
        createdAt: new Date(),
        createdByPrincipal: by,
      };
      return (await versions().create({ data })) as VersionRow;
    },
    async putInForce({ version }: VersionRow, by: string): Promise<void> {
      const data = { version, activatedAt: new Date(), activatedByPrincipal: by };
      await activations().create({ data });
    },
    /**
     * Runs work in a transaction that no other activation overlaps, on any node: each waits for the
     * row of the first version. While there is none, work is told to add the first, and the unique number
     * of the version decides; who comes second then starts over.
     */
    async inTurn<T>(work: (isFirst: boolean) => Promise<T>): Promise<T> {
      const first = { version: 1 };
      const attempt = () =>
        strapi.db.transaction(async () => {
          const waiting = strapi.db.queryBuilder(POLICY_VERSION_UID).where(first).forUpdate();
          const found = await waiting.execute<readonly unknown[]>();
          return work(found.length === 0);
        });
      const isOpen = (await versions().count({ where: first })) === 0;
      return isOpen ? attempt().catch(attempt) : attempt();
    },
  };
};

type VersionTable = ReturnType<typeof createVersionTable>;

/** Compiled policies in memory, by version: a version never changes. */
const createCompiledCache = (table: VersionTable, schemas: () => SchemaModel): PolicySource => {
  const byVersion = new Map<number, Promise<CompiledPolicy>>();
  let newest: ReturnType<PolicySource['newest']> = null;

  const load = async (version: number): Promise<CompiledPolicy> => {
    const row = await table.row(version);
    if (!row) throw new Error(`Policy version ${version} is in force but not in the database`);
    return compilePolicy(JSON.parse(row.document) as PolicyDocument, schemas());
  };

  return {
    async compiled(version) {
      const loading = byVersion.get(version) ?? load(version);
      byVersion.set(version, loading);
      try {
        const policy = await loading;
        newest = { version, policy };
        return policy;
      } catch (error) {
        // A failed load (database away) is tried again by the next request.
        byVersion.delete(version);
        throw error;
      }
    },
    newest: () => newest,
  };
};

/**
 * Creates the store of one Strapi instance. All calls expect system scope.
 * @param prove throws if the policy cannot be enforced; it is then not activated
 */
export const createPolicyStore = (
  { strapi }: { strapi: Core.Strapi },
  prove: ProvePolicy,
  audit: Audit,
  masks: MaskCatalogue
): PolicyStore => {
  const table = createVersionTable({ strapi });
  const schemas = () => createSchemaModel(strapi, masks);
  const cache = createCompiledCache(table, schemas);

  const accept = async (input: unknown): Promise<PolicyDocument> => {
    const result = validatePolicy(input, schemas());
    if (!result.ok) throw policyInvalid(result.issues);
    await prove(result.policy);
    return result.policy.document;
  };

  const active: PolicyStore['active'] = async () => {
    const version = await table.activeVersion();
    const row = version === null ? null : await table.row(version);
    return row && toActive(row);
  };

  const putInForce = async (row: VersionRow, by: string): Promise<ActivePolicy> => {
    const policy = toActive(row);
    await syncGroups({ strapi }, policy.document.groups);
    await table.putInForce(row, by);
    const { version, digest } = policy;
    await audit.record({ type: 'policy.activated', details: { version, digest, by } });
    return policy;
  };

  return {
    ...cache,
    active,
    async inForce() {
      const version = await table.activeVersion();
      return version === null ? null : cache.compiled(version);
    },
    version: async (version) => toActive(await table.known(version)),
    validate: (input) => validatePolicy(input, schemas()),
    async versions() {
      const [rows, current] = [await table.newestFirst(), await table.activeVersion()];
      return rows.map((row) => ({ ...toVersion(row), active: row.version === current }));
    },
    async activate(input, { by, basedOn }) {
      const document = await accept(input);
      return table.inTurn(async (isFirst) => {
        const current = await active();
        if (current?.digest === digestOf(document)) return current;
        requireUnchanged(current, basedOn);
        return putInForce(await table.add(document, by, isFirst), by);
      });
    },
    async reactivate(version, { by }) {
      const row = await table.known(version);
      await accept(JSON.parse(row.document));
      return table.inTurn(() => putInForce(row, by));
    },
  };
};
