import type { Core, UID } from '@strapi/strapi';
import type { TargetRef } from './relation-input';
import type { Target } from './hidden-links';

/** A row that a reference may mean. */
export interface TargetRow extends Target {
  readonly locale: string | null;
  readonly published: boolean;
}

/** The record that a write is about, as far as it decides which version of a target is meant. */
export interface Source {
  readonly uid: string;
  readonly locale: string | null;
}

/** What is known of the rows that a write names: finds those that a reference means. */
export type FindRows = (ref: TargetRef) => readonly TargetRow[];

interface RawRow {
  readonly id: number;
  readonly documentId?: string;
  readonly locale?: string | null;
  readonly publishedAt?: unknown;
}

interface RawModel {
  readonly modelType?: string;
  readonly options?: { readonly draftAndPublish?: boolean };
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
}

/** Reads the rows that references name. */
export interface LinkTargets {
  /** One query per type, in the scope in force. */
  read(refs: readonly TargetRef[], source: Source): Promise<FindRows>;
  /** Attributes by which a row of a type is known. */
  keysOf(uid: string): string[];
}

const groupByType = (refs: readonly TargetRef[]): Map<string, TargetRef[]> => {
  const groups = new Map<string, TargetRef[]>();
  for (const ref of refs) groups.set(ref.type, [...(groups.get(ref.type) ?? []), ref]);
  return groups;
};

const present = <T>(values: readonly (T | null)[]): T[] => [
  ...new Set(values.filter((value) => value !== null)),
];

const createModels = (strapi: Core.Strapi) => {
  const modelOf = (uid: string) => strapi.getModel(uid as UID.Schema) as RawModel | undefined;
  return {
    isRecord: (uid: string) => modelOf(uid)?.modelType === 'contentType',
    hasDrafts: (uid: string) => modelOf(uid)?.options?.draftAndPublish === true,
    isLocalized: (uid: string) => modelOf(uid)?.pluginOptions?.i18n?.localized === true,
  };
};

/**
 * Creates the reader. Which version of a document a documentId means follows core
 * `document-service/transform/relations/utils/{dp,i18n}.js`.
 */
export const createLinkTargets = (strapi: Core.Strapi): LinkTargets => {
  const models = createModels(strapi);
  const keysOf = (uid: string): string[] => (models.isRecord(uid) ? ['id', 'documentId'] : ['id']);

  const readType = async (type: string, refs: readonly TargetRef[]): Promise<TargetRow[]> => {
    const isRecord = models.isRecord(type);
    const ids = present(refs.map(({ id }) => id));
    const documentIds = isRecord ? present(refs.map(({ documentId }) => documentId)) : [];
    const where = {
      $or: [{ id: { $in: ids } }, ...(isRecord ? [{ documentId: { $in: documentIds } }] : [])],
    };
    const select = isRecord ? ['id', 'documentId', 'locale', 'publishedAt'] : ['id'];
    const rows = (await strapi.db.query(type).findMany({ where, select })) as RawRow[];
    return rows.map((row) => ({
      type,
      id: row.id,
      documentId: row.documentId ?? null,
      locale: row.locale ?? null,
      published: Boolean(row.publishedAt),
    }));
  };

  const needsDefault = (refs: readonly TargetRef[], source: Source): boolean =>
    refs.some(({ type, locale }) => locale === null && models.isLocalized(type)) &&
    source.locale === null;

  const defaultLocale = (): Promise<string> =>
    strapi
      .plugin('i18n')
      .service<{ getDefaultLocale(): Promise<string> }>('locales')
      .getDefaultLocale();

  /** `fallback`: the record's own locale, or the default one. */
  const createMatcher = (source: Source, fallback: string | null) => {
    const localized = models.isLocalized(source.uid);
    const drafts = models.hasDrafts(source.uid);
    const matchesLocale = (ref: TargetRef, row: TargetRow): boolean => {
      if (!models.isLocalized(ref.type)) return true;
      return row.locale === (localized ? fallback : (ref.locale ?? fallback));
    };
    const matchesStatus = (ref: TargetRef, row: TargetRow): boolean => {
      if (!models.hasDrafts(ref.type)) return true;
      if (!drafts && ref.status === null) return true;
      // A record with drafts is written as a draft, and links drafts.
      return row.published === (!drafts && ref.status === 'published');
    };
    return (ref: TargetRef, row: TargetRow): boolean => {
      if (ref.documentId === null) return row.id === ref.id;
      return (
        row.documentId === ref.documentId && matchesLocale(ref, row) && matchesStatus(ref, row)
      );
    };
  };

  return {
    keysOf,
    async read(refs, source) {
      const rows = new Map<string, TargetRow[]>();
      for (const [type, named] of groupByType(refs)) rows.set(type, await readType(type, named));
      const fallback = needsDefault(refs, source) ? await defaultLocale() : source.locale;
      const matches = createMatcher(source, fallback);
      return (ref) => (rows.get(ref.type) ?? []).filter((row) => matches(ref, row));
    },
  };
};
