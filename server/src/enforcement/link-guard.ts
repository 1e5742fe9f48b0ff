import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import { createCopiedLinks, type CopiedLinks } from './copied-links';
import type { Governance } from './governance';
import { createLinkClaims, type Reached, type WrittenRow } from './link-claims';
import type { LinkClaim } from './link-effect';
import type { Json, LinkShape, Path, ShapesOf } from './link-shape';
import { planLinks, type LinkRestore } from './link-plan';
import { createLinkTargets, type LinkTargets, type Source } from './link-targets';
import { collectTargets, populateFor } from './payload-targets';
import type { TargetRef } from './relation-input';
import { createLinkShapes, type LinkShapes } from './strapi-link-shapes';
import { FILE_UID } from './table-catalogue';
import { refused, type RecordKeeper } from './write-boundary';

/** Data that is about to be written to one row. */
export interface LinkWrite {
  readonly actor: Actor;
  readonly source: Source;
  readonly data: Json;
  /** The row as it is; null for a new one. */
  readonly row: WrittenRow | null;
  /** Who reads the data: the document service, or `db.query` with its narrower forms. */
  readonly form: keyof LinkShapes;
}

/** A write that may go ahead. */
export interface CheckedWrite {
  /** What is written instead of what was sent. */
  readonly data: Json;
  /** What the data ask for, link by link. */
  readonly claims: readonly LinkClaim[];
  /** What must still be in reach afterwards. */
  readonly reached: readonly Reached[];
  /** What has to be linked again afterwards. */
  readonly broken: readonly BrokenLinks[];
}

/** Hidden rows that point at a written row, and no longer do once Strapi has written it. */
export interface BrokenLinks {
  readonly target: string;
  /** Their attribute that points at the row. */
  readonly attribute: string;
  readonly ids: readonly number[];
  readonly row: { readonly id: number; readonly __type: string };
}

/** Checks the relations in the data of a write. */
export interface LinkGuard {
  readonly shapes: LinkShapes;
  /** Whether records of the type can link to rows that may be hidden, components included. */
  concerns(uid: string): boolean;
  /** Whether rows of a type may be hidden. */
  isChecked(uid: string): boolean;
  /** Attributes by which a row of a type is known. */
  keysOf(uid: string): string[];
  /**
   * A reader of rows with their links to rows that may be hidden; it answers null where a type has
   * none. Create it in the caller's scope, read in either.
   */
  linksOf(
    shapesOf: ShapesOf,
    uid: string,
    keys?: ReadonlySet<string>
  ): (id: number) => Promise<Json | null>;
  /**
   * Call in the caller's scope.
   * @throws ValidationError 400 `RELATION_NOT_FOUND` with the path of the first target that is not in
   * the caller's view, `RELATION_INVALID` for data that say how a link is stored; PolicyError 403 `HIDDEN_LINK`, `HIDDEN_LINKS`, `UPDATE_DENIED`,
   * `FIELD_READONLY`
   */
  check(write: LinkWrite): Promise<CheckedWrite>;
  /** What publishing and discarding do to other records. */
  readonly copies: CopiedLinks;
  /**
   * Call when Strapi has written.
   * @throws PolicyError 403 `OUT_OF_SCOPE`
   */
  settle(written: Pick<CheckedWrite, 'reached' | 'broken'>): Promise<void>;
}

const notFound = (path: Path): Error =>
  new errors.ValidationError('A record that is linked to was not found', {
    code: 'RELATION_NOT_FOUND',
    path,
  });

const invalid = (path: Path): Error =>
  new errors.ValidationError('A relation names its targets, not how their links are stored', {
    code: 'RELATION_INVALID',
    path,
  });

/** Whether an attribute of a type, or of one of its components, links to a type for which it holds. */
const leadsTo = (
  shapesOf: ShapesOf,
  isMeant: (target: string) => boolean,
  uid: string,
  above: readonly string[] = []
): boolean =>
  [...shapesOf(uid).values()].some((shape) => {
    if (shape.kind === 'link') return shape.target === null || isMeant(shape.target);
    const components = shape.component === null ? shape.components : [shape.component];
    return components.some(
      (one) => !above.includes(one) && leadsTo(shapesOf, isMeant, one, [...above, one])
    );
  });

const brokenBy = (
  restores: readonly LinkRestore[],
  row: BrokenLinks['row']
): readonly BrokenLinks[] =>
  restores.flatMap(({ shape, ids }) => {
    const { target, inverse } = shape;
    return target === null || inverse === null ? [] : [{ target, attribute: inverse, ids, row }];
  });

const mend = async (strapi: Core.Strapi, broken: readonly BrokenLinks[]): Promise<void> => {
  for (const { target, attribute, ids, row } of broken)
    for (const id of ids)
      await strapi.db.query(target).update({ where: { id }, data: { [attribute]: row } });
};

const createLinkReader = (
  strapi: Core.Strapi,
  targets: LinkTargets,
  isChecked: (uid: string) => boolean
): LinkGuard['linksOf'] => {
  const choose = ({ target, typeField }: LinkShape): unknown => {
    if (target === null) return typeField === '__type' ? true : null;
    return isChecked(target) ? { select: targets.keysOf(target) } : null;
  };

  return (shapesOf, uid, keys) => {
    // Decided in the caller's scope: to the system nothing is hidden.
    const populate = populateFor({ shapesOf, choose, allParts: false }, uid, keys);
    if (Object.keys(populate).length === 0) return () => Promise.resolve(null);
    return async (id) => {
      // All columns: with a selection a polymorphic relation of the row itself is not populated.
      const query = { where: { id }, populate };
      return (await strapi.db.query(uid).findOne(query)) as Json | null;
    };
  };
};

/** Creates the guard. It reads with `db.query`; what to do is decided in pure functions. */
export const createLinkGuard = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  governance: Governance,
  keeper: RecordKeeper
): LinkGuard => {
  let known: LinkShapes | null = null;
  // Database metadata is complete only after the database has started.
  const shapes = (): LinkShapes => (known ??= createLinkShapes(strapi));
  const targets = createLinkTargets(strapi);
  const claims = createLinkClaims(strapi, scopes, governance, keeper, targets);

  const copies = createCopiedLinks(strapi, scopes, claims, targets, (uid) =>
    shapes().documents(uid)
  );

  const isChecked = (uid: string): boolean =>
    governance.isSensitive(uid) || (uid === FILE_UID && governance.active());

  const linksOf = createLinkReader(strapi, targets, isChecked);

  const visibility = async (refs: readonly TargetRef[], source: Source) => {
    const find = await targets.read(refs, source);
    return (ref: TargetRef): boolean => find(ref).length > 0;
  };

  return {
    get shapes() {
      return shapes();
    },
    concerns: (uid) => governance.active() && leadsTo(shapes().documents, isChecked, uid),
    isChecked,
    keysOf: (uid) => targets.keysOf(uid),
    linksOf,
    copies,
    async check({ actor, source, data, row, form }) {
      const shapesOf = shapes()[form];
      const { uid } = source;
      const found = collectTargets(shapesOf, uid, data);
      if (found.pivot) throw invalid(found.pivot);
      const refs = [...found.named, ...found.unlinked].filter(({ type }) => isChecked(type));
      const isVisible = await visibility(refs, source);
      const missing = found.named.find((ref) => isChecked(ref.type) && !isVisible(ref));
      if (missing) throw notFound(missing.path);

      const keys = new Set(Object.keys(data).filter((key) => shapesOf(uid).has(key)));
      const read = linksOf(shapesOf, uid, keys);
      const stored = row && (await scopes.runAsSystem(() => read(row.id)));
      const seen = row && stored && (await read(row.id));
      const plan = planLinks({ shapesOf, uid, data, stored, seen, isChecked, isVisible });
      const canMend = form === 'documents' || plan.restores.length === 0;
      if (!canMend) throw refused('HIDDEN_LINKS', uid, []);
      if (plan.refusal) throw refused(plan.refusal.code, uid, plan.refusal.path);
      return {
        data: plan.data,
        claims: plan.claims,
        reached: await claims.check(actor, plan.claims, source, row),
        broken: row ? brokenBy(plan.restores, { id: row.id, __type: uid }) : [],
      };
    },
    async settle({ reached, broken }) {
      await scopes.runAsSystem(() => mend(strapi, broken));
      await claims.settle(reached);
    },
  };
};
