import type { Core, UID } from '@strapi/strapi';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';
import type { LinkClaims, Reached, WrittenRow } from './link-claims';
import { effectOf, type LinkClaim } from './link-effect';
import { toList, type Json, type LinkShape, type ShapesOf } from './link-shape';
import type { LinkTargets, Source } from './link-targets';

/** A version of a record that is about to be made anew from the other one. */
export interface LinkCopy {
  readonly actor: Actor;
  readonly source: Source;
  /** Null for a record that is being created. */
  readonly documentId: string | null;
  /** The languages that are copied; null for all. */
  readonly locales: readonly string[] | null;
  /** Which version is made. */
  readonly to: Version;
  /** What the data of the same write change first. */
  readonly claims: readonly LinkClaim[];
}

export type Version = 'draft' | 'published';

/** Looks after the records at the other end of the links that Strapi copies between versions. */
export interface CopiedLinks {
  /**
   * Publishing links the published rows of what the draft is linked to, and takes them from the record
   * that has them; going back to what is published does the same with drafts. Call in the caller's scope.
   * @throws PolicyError 403 `HIDDEN_LINK`, `UPDATE_DENIED` or `FIELD_READONLY` with the path
   */
  check(copy: LinkCopy): Promise<readonly Reached[]>;
}

interface VersionRow {
  readonly id: number;
  readonly documentId: string;
  readonly locale?: string | null;
  readonly publishedAt?: unknown;
}

interface LinkedRow extends VersionRow {
  readonly type: string;
}

const KEYS = ['id', 'documentId', 'locale', 'publishedAt'];

const isVersion = (row: VersionRow, version: Version): boolean =>
  Boolean(row.publishedAt) === (version === 'published');

const without = (rows: readonly LinkedRow[], others: readonly { readonly id: number }[]) =>
  rows.filter(({ id }) => !others.some((other) => other.id === id));

/** Only a target that can have one counterpart is taken from somebody; columns are copied as they are. */
const isTaking = (shape: LinkShape): boolean =>
  shape.exclusive && shape.target !== null && shape.storage === 'links';

const linkedRows = (shape: LinkShape, row: VersionRow): LinkedRow[] =>
  toList((row as unknown as Json)[shape.attribute]).map((one) => ({
    ...(one as VersionRow),
    type: shape.target ?? '',
  }));

const createReader = (strapi: Core.Strapi) => {
  const hasDrafts = (uid: string): boolean =>
    strapi.getModel(uid as UID.ContentType).options?.draftAndPublish === true;
  const find = async (uid: string, query: object): Promise<VersionRow[]> =>
    (await strapi.db.query(uid).findMany({ select: KEYS, ...query })) as VersionRow[];

  return {
    versions: ({ source, documentId }: LinkCopy, shapes: readonly LinkShape[]) => {
      const populate = Object.fromEntries(
        shapes.map(({ attribute }) => [attribute, { select: KEYS }])
      );
      return find(source.uid, { where: { documentId }, populate });
    },
    /** The rows that Strapi links in the copy: the same documents, in the version that is made. */
    async counterparts(rows: readonly LinkedRow[], to: Version): Promise<LinkedRow[]> {
      const [{ type } = { type: '' }] = rows;
      if (rows.length === 0 || !hasDrafts(type)) return [...rows];
      const documentIds = rows.map(({ documentId }) => documentId);
      const found = await find(type, { where: { documentId: { $in: documentIds } } });
      return found
        .filter((row) => isVersion(row, to))
        .filter(({ documentId, locale }) =>
          rows.some((one) => one.documentId === documentId && one.locale === locale)
        )
        .map((row) => ({ ...row, type }));
    },
  };
};

/** Creates the guard; it reads with `db.query`, as the system. */
export const createCopiedLinks = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  claims: LinkClaims,
  targets: LinkTargets,
  shapesOf: ShapesOf
): CopiedLinks => {
  const reader = createReader(strapi);

  /** What is linked once the data are written. */
  const linkedThen = async (
    claim: LinkClaim | undefined,
    before: readonly LinkedRow[],
    source: Source
  ): Promise<LinkedRow[]> => {
    if (!claim) return [...before];
    const find = await targets.read(claim.linked, source);
    const named = claim.linked.flatMap((ref) => [...find(ref)]);
    const rows = named.map((row) => ({ ...row, documentId: row.documentId ?? '' }));
    return [...without(before, [...effectOf(claim, named).lost, ...rows]), ...rows];
  };

  const effect = async (copy: LinkCopy, shape: LinkShape, versions: readonly VersionRow[]) => {
    const { source, to } = copy;
    const claim = copy.claims.find(
      (one) => one.path.length === 1 && one.shape.attribute === shape.attribute
    );
    const isCopied = ({ locale }: VersionRow) =>
      copy.locales === null || copy.locales.includes(locale ?? '');
    const rows = versions.filter(isCopied);
    const from = rows.filter((row) => !isVersion(row, to)).flatMap((row) => linkedRows(shape, row));
    const kept = rows.filter((row) => isVersion(row, to)).flatMap((row) => linkedRows(shape, row));
    const made = await reader.counterparts(await linkedThen(claim, from, source), to);
    return { gained: without(made, kept), lost: without(kept, made) };
  };

  return {
    async check(copy) {
      const { actor, source, documentId } = copy;
      const { uid } = source;
      const shapes = [...new Set(shapesOf(uid).values())].filter(
        (shape): shape is LinkShape => shape.kind === 'link' && isTaking(shape)
      );
      if (shapes.length === 0) return [];
      const versions =
        documentId === null ? [] : await scopes.runAsSystem(() => reader.versions(copy, shapes));
      const row: WrittenRow | null = documentId === null ? null : { id: 0, documentId };
      const reached: Reached[] = [];
      for (const shape of shapes) {
        const changed = await scopes.runAsSystem(() => effect(copy, shape, versions));
        const claim = { uid, shape, path: [shape.attribute] };
        reached.push(...(await claims.checkCopied(actor, claim, changed, row)));
      }
      return reached;
    },
  };
};
