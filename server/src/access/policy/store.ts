import { createHash } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { POLICY_ACTIVATION_UID, POLICY_VERSION_UID } from '../models';
import type { PolicySource } from '../rights/session';
import { compilePolicy } from './compile';
import { createSchemaModel } from './schema-model';
import { syncGroups } from './sync-groups';
import type { CompiledPolicy, PolicyDocument, PolicyIssue } from './types';
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
  versions(): Promise<(PolicyVersion & { active: boolean })[]>;
  /**
   * Validates and activates a document in one transaction. Activating the document that is already
   * in force changes nothing.
   * @throws ValidationError (400) with `details.errors`, every problem with its path; nothing changes
   */
  activate(input: unknown, by: { by: string }): Promise<ActivePolicy>;
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

/** The error for a document that was refused: one message, and every issue with its path. */
export const policyInvalid = (issues: readonly PolicyIssue[]): Error =>
  new errors.ValidationError(`The policy has ${issues.length} error(s)`, {
    code: 'POLICY_INVALID',
    path: issues[0]?.path ?? [],
    errors: issues.map(({ path, code, message }) => ({ path, code, message, name: 'PolicyError' })),
  });

/** Proves, before a policy comes in force, that enforcement holds for all it governs. */
export type ProvePolicy = (policy: CompiledPolicy) => Promise<void>;

/**
 * Creates the store of one Strapi instance. All calls expect system scope.
 * @param prove throws if the policy cannot be enforced; it is then not activated
 */
export const createPolicyStore = (
  { strapi }: { strapi: Core.Strapi },
  prove: ProvePolicy
): PolicyStore => {
  const compiledByVersion = new Map<number, Promise<CompiledPolicy>>();
  let newest: ReturnType<PolicyStore['newest']> = null;

  const versionRows = () => strapi.db.query(POLICY_VERSION_UID);
  const activations = () => strapi.db.query(POLICY_ACTIVATION_UID);
  const rowOf = (version: number) =>
    versionRows().findOne({ where: { version } }) as Promise<VersionRow | null>;

  const validate: PolicyStore['validate'] = (input) =>
    validatePolicy(input, createSchemaModel(strapi));

  const load = async (version: number): Promise<CompiledPolicy> => {
    const row = await rowOf(version);
    if (!row) throw new Error(`Policy version ${version} is in force but not in the database`);
    const document = JSON.parse(row.document) as PolicyDocument;
    const policy = compilePolicy(document, createSchemaModel(strapi));
    if (!newest || newest.version !== version) newest = { version, policy };
    return policy;
  };

  const compiled = (version: number): Promise<CompiledPolicy> => {
    const known = compiledByVersion.get(version);
    if (known) return known;
    const loading = load(version);
    compiledByVersion.set(version, loading);
    // A failed load (database away) is tried again by the next request.
    loading.catch(() => compiledByVersion.delete(version));
    return loading;
  };

  const activeVersion = async (): Promise<number | null> => {
    const [row] = (await activations().findMany({ orderBy: { id: 'desc' }, limit: 1 })) as {
      version: number;
    }[];
    return row?.version ?? null;
  };

  const active: PolicyStore['active'] = async () => {
    const version = await activeVersion();
    const row = version === null ? null : await rowOf(version);
    return row && { ...toVersion(row), document: JSON.parse(row.document) as PolicyDocument };
  };

  const putInForce = async (row: VersionRow, by: string): Promise<ActivePolicy> => {
    const document = JSON.parse(row.document) as PolicyDocument;
    await syncGroups({ strapi }, document.groups);
    await activations().create({
      data: { version: row.version, activatedAt: new Date(), activatedByPrincipal: by },
    });
    return { ...toVersion(row), document };
  };

  const storeVersion = async (document: PolicyDocument, by: string): Promise<VersionRow> => {
    const [last] = (await versionRows().findMany({
      orderBy: { version: 'desc' },
      limit: 1,
    })) as VersionRow[];
    return (await versionRows().create({
      data: {
        version: (last?.version ?? 0) + 1,
        document: JSON.stringify(document),
        digest: digestOf(document),
        createdAt: new Date(),
        createdByPrincipal: by,
      },
    })) as VersionRow;
  };

  return {
    validate,
    active,
    compiled,
    newest: () => newest,
    async versions() {
      const [rows, current] = await Promise.all([
        versionRows().findMany({ orderBy: { version: 'desc' } }) as Promise<VersionRow[]>,
        activeVersion(),
      ]);
      return rows.map((row) => ({ ...toVersion(row), active: row.version === current }));
    },
    async activate(input, { by }) {
      const result = validate(input);
      if (!result.ok) throw policyInvalid(result.issues);
      const { document } = result.policy;
      await prove(result.policy);
      const current = await active();
      if (current?.digest === digestOf(document)) return current;
      return strapi.db.transaction(async () => putInForce(await storeVersion(document, by), by));
    },
    async reactivate(version, { by }) {
      const row = await rowOf(version);
      if (!row) {
        throw new errors.NotFoundError(`There is no policy version ${version}`, {
          code: 'UNKNOWN_VERSION',
        });
      }
      const result = validate(JSON.parse(row.document));
      if (!result.ok) throw policyInvalid(result.issues);
      await prove(result.policy);
      return strapi.db.transaction(() => putInForce(row, by));
    },
  };
};
