import type { Core, UID } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Right } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { Governance } from './governance';
import { FILE_UID, type TableCatalogue } from './table-catalogue';

/** Where a file is to be attached, as Strapi's upload takes it: type, row and attribute. */
export interface AttachTarget {
  readonly ref: unknown;
  readonly refId: unknown;
  readonly field: unknown;
}

/** Decides about writes to files, for the caller in force; the system may do everything. */
export interface FileGuard {
  /** Whether files depend on who asks. */
  active(): boolean;
  /** Those of some files that are there for the caller. */
  visible(where: object): Promise<number[]>;
  /** All files that match, seen or not. */
  all(where: object): Promise<number[]>;
  /**
   * Asks whether files, which the caller sees, may be changed or deleted.
   * @throws PolicyError `UPDATE_DENIED` if one hangs on a record that the caller sees but may not
   * update; `FILE_IN_USE` if one also hangs on a record that the caller does not see
   */
  mayChange(ids: readonly number[]): Promise<void>;
  /**
   * Asks whether a file may be attached to a record. Types that are not governed are not looked at.
   * @throws NotFoundError for a record that is missing or invisible, alike; ValidationError
   * `INVALID_FIELD` for anything but a media attribute; PolicyError `UPDATE_DENIED` or
   * `PUBLISH_DENIED`, the latter for published rows
   */
  mayAttach(target: AttachTarget): Promise<void>;
}

/** Ids of Strapi's tables are 32-bit integers; PostgreSQL fails on a larger one. */
const LARGEST_ID = 2 ** 31 - 1;

const toId = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && (number as number) <= LARGEST_ID ? (number as number) : null;
};

const refuse = (code: string, message: string, contentType: string): never => {
  throw new errors.PolicyError(message, { code, contentType });
};

/** Whether rows of a type, or of what a component belongs to, may be published versions. */
const hasDrafts = (strapi: Core.Strapi, catalogue: TableCatalogue, uid: string): boolean => {
  if (!catalogue.model(uid).isComponent)
    return strapi.getModel(uid as UID.ContentType).options?.draftAndPublish === true;
  return catalogue.parentsOf(uid).some(({ parentUid }) => hasDrafts(strapi, catalogue, parentUid));
};

/** Changing what is published already takes the right to publish. */
const rightsOn = async (
  strapi: Core.Strapi,
  known: TableCatalogue,
  ref: string,
  id: number
): Promise<Right[]> => {
  if (!hasDrafts(strapi, known, ref)) return ['update'];
  if (known.model(ref).isComponent) return ['update', 'publish'];
  const drafts = await strapi.db.query(ref).count({ where: { id, publishedAt: null } });
  return drafts > 0 ? ['update'] : ['update', 'publish'];
};

/** What the guard is made of. */
export interface FileGuardInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly governance: Governance;
}

/** Creates the guard; it asks the same views that the caller reads through. */
export const createFileGuard = ({ strapi, scopes, governance }: FileGuardInput): FileGuard => {
  const catalogue = (): TableCatalogue | null => {
    const actor = scopes.actor();
    return actor && governance.catalogueFor(actor);
  };
  const count = (uid: string, where: object): Promise<number> =>
    strapi.db.query(uid).count({ where });
  const idsOf = async (where: object): Promise<number[]> => {
    const rows = (await strapi.db.query(FILE_UID).findMany({ where, select: ['id'] })) as {
      id: number;
    }[];
    return rows.map(({ id }) => id);
  };

  return {
    active: () => (catalogue()?.held.length ?? 0) > 0,
    visible: (where) => governance.withRight('read', () => idsOf(where)),
    all: (where) => scopes.runAsSystem(() => idsOf(where)),
    async mayChange(ids) {
      const holders = catalogue()?.holdersOf(FILE_UID);
      if (!holders || ids.length === 0) return;
      const links = () => count(holders.table, { [holders.column]: { $in: ids } });
      const all = await scopes.runAsSystem(links);
      const seen = await governance.withRight('read', links);
      const reached = await governance.withRight('update', links);
      if (reached < seen)
        refuse('UPDATE_DENIED', 'You may not change a record that this file belongs to', FILE_UID);
      if (seen < all)
        refuse('FILE_IN_USE', 'This file is also used where you may not change it', FILE_UID);
    },
    async mayAttach({ ref, refId, field }) {
      const known = catalogue();
      if (typeof ref !== 'string' || !known?.sensitive.has(ref)) return;
      const attribute = strapi.getModel(ref as UID.Schema).attributes[String(field)];
      if (attribute?.type !== 'media')
        throw new errors.ValidationError(`'${String(field)}' is not a media attribute of ${ref}`, {
          code: 'INVALID_FIELD',
          path: ['field'],
        });
      const id = toId(refId);
      const isThere =
        id !== null && (await governance.withRight('read', () => count(ref, { id }))) > 0;
      if (!isThere)
        throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND', path: ['refId'] });
      for (const right of await rightsOn(strapi, known, ref, id))
        if ((await governance.withRight(right, () => count(ref, { id }))) === 0)
          refuse(`${right.toUpperCase()}_DENIED`, `You may not ${right} this record`, ref);
    },
  };
};
