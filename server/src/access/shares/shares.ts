import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Audit, AuditEventType } from '../../audit/audit';
import type { Actor, Right } from '../../platform/actor';
import type { ListQuery } from '../../platform/http/list-query';
import { parse } from '../../platform/http/request';
import { SHARE_UID } from '../models';
import type { PolicyStore } from '../policy/store';
import { SHARE_LEVELS, type ShareLevel } from '../policy/types';
import { invalid, type Principals } from '../principals';
import type { RecordRights } from '../rights/record-rights';
import { iso } from '../validity';
import type { ShareRow, ShareRows } from './share-rows';

/** A share as the API shows it. Instants are ISO 8601; null is without end. */
export interface Share {
  readonly id: number;
  readonly contentType: string;
  readonly documentId: string;
  readonly principal: string;
  readonly level: ShareLevel;
  readonly expiresAt: string | null;
  readonly reason: string | null;
  readonly createdAt: string | null;
  readonly createdBy: string | null;
}

const instant = z
  .union([z.iso.datetime({ offset: true }), z.date()])
  .nullable()
  .transform((value) => (value === null ? null : new Date(value)));

const REASON_LENGTH = 1_000;
/** One transaction holds them all. */
const BULK_LIMIT = 500;

const terms = {
  level: z.enum(SHARE_LEVELS),
  expiresAt: instant.optional(),
  reason: z.string().max(REASON_LENGTH).nullable().optional(),
};
const shareInput = z.strictObject({
  contentType: z.string().min(1),
  documentId: z.string().min(1),
  principal: z.string().min(1),
  ...terms,
});
const bulkInput = z.array(shareInput).min(1).max(BULK_LIMIT);
const patchInput = z.strictObject(terms).partial();
type ShareInput = z.infer<typeof shareInput>;
type Path = readonly (string | number)[];

const toShare = ({ createdByPrincipal, ...row }: ShareRow): Share => ({
  ...row,
  expiresAt: iso(row.expiresAt),
  createdAt: iso(row.createdAt),
  createdBy: createdByPrincipal,
});

/** Shares of single records. Whatever is granted holds from the next request on. */
export interface Shares {
  /** Shares the caller may know of: see `createShareRows`. */
  find(actor: Actor, query: ListQuery): Promise<{ rows: Share[]; total: number }>;
  /**
   * Shares one record, or several all-or-nothing. Nobody grants more than they hold, nor for longer.
   * @throws NotFoundError for a record the caller does not see; PolicyError `SHARE_DENIED`,
   * `LEVEL_EXCEEDED`, `EXPIRY_EXCEEDED`; ValidationError `NOT_GOVERNED`, `UNKNOWN_PRINCIPAL`,
   * `UNKNOWN_GROUP`, `UNKNOWN_PROFILE`, `EXPIRED`
   */
  create(actor: Actor, input: unknown): Promise<Share | Share[]>;
  /** Changes level, end or reason, under the same conditions as granting anew. */
  update(actor: Actor, id: number, input: unknown): Promise<Share>;
  /** Ends a share: for whoever may share the record, made the share, or is meant by it. */
  remove(actor: Actor, id: number): Promise<Share>;
}

/** What the service is made of. */
export interface SharesInput {
  readonly strapi: Core.Strapi;
  readonly policies: PolicyStore;
  readonly rights: RecordRights;
  readonly rows: ShareRows;
  readonly principals: Principals;
  readonly audit: Audit;
}

/** A share without end lasts longer than anything with one. */
const FOREVER = new Date('9999-12-31T00:00:00.000Z');

const denied = (message: string, code: string, path: Path) =>
  new errors.PolicyError(message, { code, path });

const notFound = (message: string) => new errors.NotFoundError(message, { code: 'NOT_FOUND' });

/** Refuses what a grantor may not give. */
const createGrantCheck = ({ policies, rights, principals }: SharesInput) => {
  const holdsAll = async (actor: Actor, share: ShareInput, needed: readonly Right[]) => {
    for (const right of needed) if (!(await rights.holds(actor, share, right))) return false;
    return true;
  };

  const lastInstant = ({ expiresAt }: ShareInput): Date =>
    expiresAt ? new Date(expiresAt.getTime() - 1) : FOREVER;

  return async (actor: Actor, share: ShareInput, path: Path): Promise<void> => {
    const { contentType, principal, level, expiresAt } = share;
    const document = (await policies.active())?.document;
    if (!document || !Object.hasOwn(document.contentTypes, contentType))
      throw invalid(`${contentType} is not governed`, 'NOT_GOVERNED', [...path, 'contentType']);
    await principals.requireTarget(principal, document, [...path, 'principal']);
    if (expiresAt && expiresAt <= actor.now)
      throw invalid('expiresAt is in the past', 'EXPIRED', [...path, 'expiresAt']);
    if (!(await rights.sees(actor, share))) throw notFound('Record not found');
    if (!(await rights.holds(actor, share, 'share')))
      throw denied('You may not share this record', 'SHARE_DENIED', path);
    // Each level includes the ones before it.
    const needed = SHARE_LEVELS.slice(0, SHARE_LEVELS.indexOf(level) + 1);
    if (!(await holdsAll(actor, share, needed)))
      throw denied('You may not grant more than you hold', 'LEVEL_EXCEEDED', [...path, 'level']);
    const then = await rights.at(actor, lastInstant(share));
    if (!(await holdsAll(then, share, [...needed, 'share'])))
      throw denied('You may not grant for longer than you hold it yourself', 'EXPIRY_EXCEEDED', [
        ...path,
        'expiresAt',
      ]);
  };
};

/** A new share as a row. */
const rowOf = (share: ShareInput, by: string) => ({
  ...share,
  expiresAt: share.expiresAt ?? null,
  reason: share.reason ?? null,
  createdAt: new Date(),
  createdByPrincipal: by,
});

const createRecorder =
  (audit: Audit) =>
  async (type: AuditEventType, share: Share): Promise<Share> => {
    const { contentType, documentId, id, principal, level, expiresAt, reason } = share;
    const details = { share: id, principal, level, expiresAt, reason };
    await audit.record({ type, contentType, documentId, details });
    return share;
  };

/** Creates the service; all calls expect system scope. */
export const createShares = (input: SharesInput): Shares => {
  const { strapi, rights, rows, audit } = input;
  const query = () => strapi.db.query(SHARE_UID);
  const checkGrant = createGrantCheck(input);
  const record = createRecorder(audit);

  const insert = async (actor: Actor, share: ShareInput): Promise<Share> => {
    const row: unknown = await query().create({ data: rowOf(share, actor.principal) });
    return record('share.created', toShare(row as ShareRow));
  };

  const known = async (actor: Actor, shareId: number): Promise<ShareRow> => {
    const row = await rows.one(actor, shareId);
    if (!row) throw notFound('Share not found');
    return row;
  };

  return {
    async find(actor, list) {
      const found = await rows.list(actor, list);
      return { rows: found.rows.map(toShare), total: found.total };
    },
    async create(actor, body) {
      return strapi.db.transaction(async () => {
        if (!Array.isArray(body)) {
          const share = parse(shareInput, body);
          await checkGrant(actor, share, []);
          return insert(actor, share);
        }
        const shares = parse(bulkInput, body);
        for (const [at, share] of shares.entries()) await checkGrant(actor, share, [at]);
        const created: Share[] = [];
        for (const share of shares) created.push(await insert(actor, share));
        return created;
      });
    },
    async update(actor, shareId, body) {
      const patch = parse(patchInput, body);
      return strapi.db.transaction(async () => {
        const row = await known(actor, shareId);
        const { contentType, documentId, principal, level, reason } = row;
        const expiresAt = row.expiresAt === null ? null : new Date(row.expiresAt);
        const before = { contentType, documentId, principal, level, expiresAt, reason };
        await checkGrant(actor, { ...before, ...patch }, []);
        const changed: unknown = await query().update({ where: { id: shareId }, data: patch });
        return record('share.updated', toShare(changed as ShareRow));
      });
    },
    async remove(actor, shareId) {
      return strapi.db.transaction(async () => {
        const row = await known(actor, shareId);
        const own = [row.principal, row.createdByPrincipal].includes(actor.principal);
        if (!own && !(await rights.holds(actor, row, 'share')))
          throw denied('You may not share this record', 'SHARE_DENIED', []);
        await query().delete({ where: { id: shareId } });
        return record('share.ended', toShare(row));
      });
    },
  };
};
