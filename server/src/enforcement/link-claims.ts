import type { Core } from '@strapi/strapi';
import type { Actor, Right } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { FieldView } from './access-rule';
import type { Governance } from './governance';
import { targetsOf, type Target } from './hidden-links';
import { effectOf, type LinkClaim, type LinkEffect } from './link-effect';
import type { Json, Path } from './link-shape';
import type { LinkTargets, Source } from './link-targets';
import { refused, type RecordKeeper } from './write-boundary';

/** Records that must still be within the caller's reach when a write is done. */
export interface Reached {
  readonly uid: string;
  readonly documentIds: readonly string[];
  readonly path: Path;
}

/** The row a write is about; null for one that is being created. */
export interface WrittenRow {
  readonly id: number;
  readonly documentId: string | null;
}

/** Where a link is made or ended. */
export type ClaimedLink = Pick<LinkClaim, 'uid' | 'shape' | 'path'>;

/** Looks after the records at the other end of the links that a write makes and ends. */
export interface LinkClaims {
  /**
   * A link may be taken from a record, or a record be placed through it, only by who may update that
   * record.
   * @returns what {@link LinkClaims.settle} has to look at again
   * @throws PolicyError 403 `HIDDEN_LINK`, `UPDATE_DENIED`, `FIELD_READONLY` or `FIELD_MASKED` with the path
   */
  check(
    actor: Actor,
    claims: readonly LinkClaim[],
    source: Source,
    row: WrittenRow | null
  ): Promise<Reached[]>;
  /**
   * The same for links that Strapi copies from one version of a record to another. What the caller does
   * not see is carried along, but taken from nobody.
   */
  checkCopied(
    actor: Actor,
    claim: ClaimedLink,
    changed: LinkEffect,
    row: WrittenRow | null
  ): Promise<Reached[]>;
  /** @throws PolicyError 403 `OUT_OF_SCOPE`, which rolls everything back */
  settle(reached: readonly Reached[]): Promise<void>;
}

const documentIdsOf = (targets: readonly Target[]): string[] => [
  ...new Set(targets.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]))),
];

const createReach = (strapi: Core.Strapi, scopes: ScopeStore, governance: Governance) => {
  const count = (uid: string, documentIds: readonly string[]) =>
    strapi.db.query(uid).count({ where: { documentId: { $in: documentIds } } });
  return {
    /** Whether a right covers these documents, with all their versions. */
    async covers(right: Right, uid: string, documentIds: readonly string[]): Promise<boolean> {
      if (documentIds.length === 0 || !governance.governsType(uid)) return true;
      const all = await scopes.runAsSystem(() => count(uid, documentIds));
      return (await governance.withRight(right, () => count(uid, documentIds))) === all;
    },
    async sees(uid: string, ids: readonly number[]): Promise<boolean> {
      const unique = [...new Set(ids)];
      const where = { id: { $in: unique } };
      return (await strapi.db.query(uid).count({ where })) === unique.length;
    },
    async seen(uid: string, rows: readonly Target[]): Promise<Target[]> {
      const where = { id: { $in: rows.map(({ id }) => id) } };
      const found = (await strapi.db.query(uid).findMany({ where, select: ['id'] })) as Target[];
      const ids = new Set(found.map(({ id }) => id));
      return rows.filter(({ id }) => ids.has(id));
    },
  };
};

/** The records that the targets are linked to at present, and would be taken from. Runs as system. */
const counterpartsOf = async (
  strapi: Core.Strapi,
  { uid, shape }: ClaimedLink,
  keys: readonly string[],
  linked: readonly Target[]
): Promise<Target[]> => {
  const { attribute, inverse, target } = shape;
  if (!shape.exclusive || inverse === null || target === null || linked.length === 0) return [];
  const ids = { id: { $in: linked.map(({ id }) => id) } };
  if (shape.storage !== 'far-morph') {
    // Asked from the near side: of several rows that hold one target, the far side shows the first.
    const where = { [attribute]: ids };
    return targetsOf(
      { ...shape, target: uid },
      await strapi.db.query(uid).findMany({ where, select: keys })
    );
  }
  const populate = { [inverse]: true };
  const query = { where: ids, select: ['id'], populate };
  const found = (await strapi.db.query(target).findMany(query)) as Json[];
  return found.flatMap((far) => targetsOf({ ...shape, target: null }, far[inverse]));
};

type Reach = ReturnType<typeof createReach>;

interface Ends {
  readonly governance: Governance;
  readonly keeper: RecordKeeper;
  readonly scopes: ScopeStore;
  readonly reach: Reach;
}

/** A record that loses its link must be seen, and be the caller's to update. */
const checkCounterparts = async (
  ends: Ends,
  actor: Actor,
  { path, shape }: ClaimedLink,
  owners: readonly Target[]
): Promise<Reached[]> => {
  const { keeper, reach } = ends;
  const reached: Reached[] = [];
  for (const uid of new Set(owners.map(({ type }) => type))) {
    const ofType = owners.filter(({ type }) => type === uid);
    const ids = ofType.map(({ id }) => id);
    if (!(await reach.sees(uid, ids))) throw refused('HIDDEN_LINK', uid, path);
    const documentIds = documentIdsOf(ofType);
    if (await isMasked(ends, actor, uid, shape.attribute, documentIds))
      throw refused('HIDDEN_LINK', uid, path);
    if (!(await reach.covers('update', uid, documentIds)))
      throw refused('UPDATE_DENIED', uid, path);
    if (keeper.placingAttributes(actor, uid).has(shape.attribute))
      reached.push({ uid, documentIds, path });
  }
  return reached;
};

/**
 * A hidden version of a visible target is refused whatever it is linked to: what decides must not be
 * where its link leads.
 */
const checkVersions = async (
  { governance, reach }: Ends,
  { path, shape }: ClaimedLink,
  { gained }: LinkEffect
): Promise<void> => {
  const { exclusive, target } = shape;
  if (!exclusive || target === null || !governance.isSensitive(target)) return;
  const ids = gained.map(({ id }) => id);
  if (!(await reach.sees(target, ids))) throw refused('HIDDEN_LINK', target, path);
};

/** Attributes of a far record that the caller sees masked are not written from here either. */
const isMasked = async (
  { keeper, scopes }: Ends,
  actor: Actor,
  uid: string,
  attribute: string,
  documentIds: readonly string[]
): Promise<boolean> => {
  const isMeant = ({ steps, attribute: name }: FieldView) =>
    steps.length === 0 && name === attribute;
  if (!keeper.fieldViews(actor, uid).some(isMeant)) return false;
  for (const documentId of documentIds) {
    const rows = await scopes.runAsSystem(() => keeper.maskedFields(actor, uid, documentId));
    if ([...rows.values()].some((fields) => fields.some(isMeant))) return true;
  }
  return false;
};

/** What is read-only on the far side is so from here, and a record placed through the link is moved. */
const checkPlaced = async (
  ends: Ends,
  actor: Actor,
  { shape, path }: ClaimedLink,
  { gained, lost }: LinkEffect
): Promise<Reached[]> => {
  const { governance, keeper, reach } = ends;
  const { inverse, target } = shape;
  if (gained.length + lost.length === 0) return [];
  if (inverse === null || target === null || !governance.governsType(target)) return [];
  if (keeper.readonlyAttributes(actor, target, 'update').has(inverse))
    throw refused('FIELD_READONLY', target, path);
  const touched = documentIdsOf([...gained, ...lost]);
  const mayWrite = keeper.writesMasked(actor);
  if (!mayWrite && (await isMasked(ends, actor, target, inverse, touched)))
    throw refused('FIELD_MASKED', target, path);
  if (!keeper.placingAttributes(actor, target).has(inverse)) return [];
  if (!(await reach.covers('update', target, touched)))
    throw refused('UPDATE_DENIED', target, path);
  return touched.length === 0 ? [] : [{ uid: target, documentIds: touched, path }];
};

/** Whoever holds the targets that a record gains, and is not that record itself. */
const createTaking =
  (strapi: Core.Strapi, scopes: ScopeStore, targets: LinkTargets, ends: Ends) =>
  async (
    actor: Actor,
    claim: ClaimedLink,
    gained: readonly Target[],
    row: WrittenRow | null
  ): Promise<Reached[]> => {
    const { uid } = claim;
    const keys = targets.keysOf(uid);
    const found = await scopes.runAsSystem(() => counterpartsOf(strapi, claim, keys, gained));
    const isOwn = (one: Target) =>
      one.type === uid &&
      row !== null &&
      (one.id === row.id || (one.documentId !== null && one.documentId === row.documentId));
    const others = found.filter((one) => ends.governance.isSensitive(one.type) && !isOwn(one));
    return checkCounterparts(ends, actor, claim, others);
  };

/** Creates the keeper of far ends; it reads with `db.query`, as the system and as the caller. */
export const createLinkClaims = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  keeper: RecordKeeper,
  targets: LinkTargets
): LinkClaims => {
  const reach = createReach(strapi, scopes, governance);
  const ends: Ends = { governance, keeper, scopes, reach };
  const checkTaken = createTaking(strapi, scopes, targets, ends);

  const effect = (claim: LinkClaim, source: Source): Promise<LinkEffect> =>
    scopes.runAsSystem(async () => {
      const find = await targets.read(claim.linked, source);
      return effectOf(
        claim,
        claim.linked.flatMap((ref) => [...find(ref)])
      );
    });

  const concernsOthers = ({ uid, shape }: ClaimedLink): boolean =>
    shape.inverse !== null &&
    ((shape.exclusive && (governance.isSensitive(uid) || shape.storage === 'far-morph')) ||
      (shape.target !== null && governance.governsType(shape.target)));

  return {
    async check(actor, claims, source, row) {
      const reached: Reached[] = [];
      for (const claim of claims) {
        if (!concernsOthers(claim) || claim.linked.length + claim.before.length === 0) continue;
        const changed = await effect(claim, source);
        await checkVersions(ends, claim, changed);
        reached.push(...(await checkTaken(actor, claim, changed.gained, row)));
        reached.push(...(await checkPlaced(ends, actor, claim, changed)));
      }
      return reached;
    },
    async checkCopied(actor, claim, { gained, lost }, row) {
      const { target } = claim.shape;
      if (target === null || !concernsOthers(claim)) return [];
      const taken = await checkTaken(actor, claim, gained, row);
      const seen = {
        gained: await reach.seen(target, gained),
        lost: await reach.seen(target, lost),
      };
      return [...taken, ...(await checkPlaced(ends, actor, claim, seen))];
    },
    async settle(reached) {
      for (const { uid, documentIds, path } of reached) {
        if (!(await reach.covers('update', uid, documentIds)))
          throw refused('OUT_OF_SCOPE', uid, path);
      }
    },
  };
};
