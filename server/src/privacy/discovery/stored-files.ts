import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID } from '../../enforcement/table-catalogue';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import { createFileReader, type FileReader } from './file-texts';
import { foldText } from './folded';
import { findMentions } from './mentions';
import { slugOf, type Needle } from './needles';

/** A file of the media library's folder, and what its name or bytes say about somebody. */
export interface SearchedFile {
  readonly where: 'file-name' | 'file-content';
  /** Path below the folder. */
  readonly path: string;
  /** Kinds of identifiers found; empty for none. */
  readonly found: readonly string[];
  /** False where the content was not looked at, or not all of it. */
  readonly isRead: boolean;
}

/** The row of the media library that a stored file belongs to. */
export interface FileRow {
  readonly fileId: number;
  readonly documentId: string | null;
}

/** The files on this machine's disk. Providers elsewhere cannot be listed. */
export interface StoredFiles {
  /** Every file once, in the order of their names. */
  search(needles: readonly Needle[]): AsyncGenerator<SearchedFile>;
  /** The row of a path below the folder, for its derived formats too; null for none. */
  rowOf(path: string): Promise<FileRow | null>;
  /** Rows of the media library by their ids, in their order. */
  rowsWith(fileIds: readonly number[]): Promise<FileRow[]>;
  /** How many files of the media library are kept by a provider elsewhere, where nobody looks. */
  elsewhere(): Promise<number>;
}

/** What the search reads from. */
export interface StoredFilesInput {
  readonly strapi: Core.Strapi;
  readonly run: RunSql;
  readonly dialect: Dialect;
  readonly modelOf: (uid: string) => ModelMeta | undefined;
  /** Files above this size are not read, in bytes. */
  readonly largest: () => number;
}

/** Names are anybody's, and bytes spell them by chance. */
const certain = (needles: readonly Needle[]) =>
  needles.filter(({ confidence }) => confidence === 'identifier');

const SEPARATORS = /[\s().,/_\u00a0\u2010-\u2015-]/g;

/** A cheap look before the exact one: most files say nothing, and comparing properly takes its time. */
const mayHold = (text: string, needles: readonly Needle[]): boolean => {
  const lower = text.toLowerCase();
  let stripped: string | null = null;
  return needles.some(({ probe }) => {
    if (probe.kind === 'contains') return lower.includes(probe.text);
    if (probe.kind === 'any') return true;
    return (stripped ??= lower.replace(SEPARATORS, '')).includes(probe.text);
  });
};

/** Strapi's local provider; all others keep their files where this machine cannot list them. */
const LOCAL = 'local';

/** `hash.ext`, or `small_hash.ext` for a derived format (`@strapi/upload`, image-manipulation). */
const hashesIn = (path: string): string[] => {
  const name = (path.split(/[/\\]/).at(-1) ?? '').replace(/\.[^.]*$/, '');
  const parts = name.split('_');
  return parts.map((_, at) => parts.slice(at).join('_'));
};

const createRows = ({ run, dialect, modelOf }: StoredFilesInput) => ({
  async rowOf(path: string): Promise<FileRow | null> {
    const model = modelOf(FILE_UID);
    const { hash, documentId } = model?.columns ?? {};
    if (!model || !hash || !documentId) return null;
    const candidates = hashesIn(path);
    const rows = await run.rows<{ id: number | string; document: string | null; hash: string }>(
      sql`select id, ${id(documentId)} as document, ${id(hash)} as hash from ${dialect.table(model.tableName)} where ${toCondition(dialect.inStrings(id(hash), candidates))} order by id`
    );
    // The longest: what looks like a format's prefix may be the beginning of the name.
    const row = candidates.map((one) => rows.find((each) => each.hash === one)).find(Boolean);
    return row ? { fileId: Number(row.id), documentId: row.document } : null;
  },
  async rowsWith(fileIds: readonly number[]): Promise<FileRow[]> {
    const model = modelOf(FILE_UID);
    const { documentId } = model?.columns ?? {};
    if (!model || !documentId || fileIds.length === 0) return [];
    const rows = await run.rows<{ id: number | string; document: string | null }>(
      sql`select id, ${id(documentId)} as document from ${dialect.table(model.tableName)} where ${toCondition(dialect.inNumbers(id('id'), fileIds))} order by id`
    );
    return rows.map((row) => ({ fileId: Number(row.id), documentId: row.document }));
  },
  async elsewhere(): Promise<number> {
    const model = modelOf(FILE_UID);
    const { provider } = model?.columns ?? {};
    if (!model || !provider) return 0;
    const [row] = await run.rows<{ count: number | string }>(
      sql`select count(*) as count from ${dialect.table(model.tableName)} where ${id(provider)} <> ${LOCAL}`
    );
    return Number(row?.count ?? 0);
  },
});

/**
 * Kinds of what the name of a stored file says. Strapi writes `_` for whatever stands between letters
 * and digits, so that an address is no address any more.
 */
const kindsInName = (path: string, needles: readonly Needle[]): string[] => {
  const [folded, spaced] = [foldText(path), foldText(path.replaceAll('_', ' '))];
  const slug = `_${slugOf(folded.text)}_`;
  const found = needles.filter((needle) => {
    if (needle.find(folded).length > 0) return true;
    return needle.slug === undefined
      ? needle.find(spaced).length > 0
      : slug.includes(`_${needle.slug}_`);
  });
  return [...new Set(found.map(({ kind }) => kind))].sort();
};

const readUpTo = async (path: string, largest: number): Promise<Buffer | null> => {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    const { size } = await file.stat();
    return size > largest ? null : await file.readFile();
  } finally {
    await file.close();
  }
};

/** Creates the search of the folder that Strapi's local provider writes to. Runs as system. */
export const createStoredFiles = (input: StoredFilesInput): StoredFiles => {
  const folder = () => join(input.strapi.dirs.static.public, 'uploads');

  const kindsIn = async (
    path: string,
    needles: readonly Needle[],
    reader: FileReader
  ): Promise<{ kinds: readonly string[]; isRead: boolean }> => {
    const bytes = await readUpTo(path, input.largest());
    if (!bytes) return { kinds: [], isRead: false };
    const { texts, isRead } = await reader.read(bytes);
    const kinds = texts
      .filter((text) => mayHold(text, needles))
      .flatMap((text) => findMentions(text, needles)?.kinds ?? []);
    return { kinds: [...new Set(kinds)].sort(), isRead };
  };

  return {
    ...createRows(input),
    async *search(needles) {
      const sure = certain(needles);
      const entries = await readdir(folder(), { withFileTypes: true, recursive: true }).catch(
        () => []
      );
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      const reader = createFileReader();
      try {
        for (const file of paths) {
          const path = file.slice(folder().length);
          const named = kindsInName(path, sure);
          const { kinds, isRead } = await kindsIn(file, sure, reader);
          const isNamed = named.length > 0;
          const where = isNamed ? 'file-name' : 'file-content';
          yield { where, path, found: isNamed ? named : kinds, isRead };
        }
      } finally {
        await reader.close();
      }
    },
  };
};
