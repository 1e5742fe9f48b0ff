import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { Core } from '@strapi/strapi';
import { allCellsWithRow } from './erasure';

/** One cell of the database, as plain SQL reads it. */
export interface Cell {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly text: string;
}

export const keyOf = ({ table, row, column }: Omit<Cell, 'text'>): string =>
  `${table} ${row} ${column}`;

/** Every cell that is not empty, of every table. Shares no code with the plugin. */
export const readCells = async (strapi: Core.Strapi): Promise<Cell[]> =>
  (await allCellsWithRow(strapi))
    .map(([table, row, column, text]) => ({ table, row, column, text }))
    .filter(({ text }) => text !== '');

const inflated = (bytes: Buffer): string[] => {
  const texts: string[] = [];
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 1))
    try {
      texts.push(inflateSync(bytes.subarray(at + 'stream\n'.length)).toString('latin1'));
    } catch {
      // What follows the word is no compressed stream.
    }
  return texts;
};

/** All that a file says: as it is, in UTF-16 (EXIF of Windows), and in the compressed parts of a PDF. */
const textsOf = (bytes: Buffer): string[] => [
  bytes.toString('utf8'),
  bytes.toString('latin1').replaceAll('\0', ''),
  ...inflated(bytes),
];

/** Everything below the folder of uploads: path, and what the bytes say. */
const readFiles = (strapi: Core.Strapi): { path: string; texts: string[] }[] => {
  const folder = join(strapi.dirs.static.public, 'uploads');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length), texts: textsOf(readFileSync(path)) }));
};

const plain = (text: string): string => text.normalize('NFC').toLowerCase();

/** Without what stands between the parts of a number, an address or a file's name. */
const bare = (text: string): string => plain(text).replace(/[^\p{L}\p{N}]/gu, '');

/** Where one of the words stands, however it is written: cells as `<table> <row> <column>`, and files. */
export const placesOf = async (
  strapi: Core.Strapi,
  words: readonly string[]
): Promise<string[]> => {
  const wanted = words.map(bare);
  const says = (text: string) => {
    const said = bare(text);
    return wanted.some((one) => said.includes(one));
  };
  const cells = (await readCells(strapi)).filter(({ text }) => says(text)).map(keyOf);
  const files = readFiles(strapi).flatMap(({ path, texts }) => [
    ...(says(path) ? [`name of ${path}`] : []),
    ...(texts.some(says) ? [`content of ${path}`] : []),
  ]);
  return [...cells, ...files].sort();
};

interface ForeignKey {
  readonly table: string;
  readonly column: string;
  readonly target: string;
  readonly rule: string;
}

const FOREIGN_KEYS = {
  sqlite: `select m.name as 'table', f."from" as 'column', f."table" as target, f.on_delete as rule
    from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'`,
  postgres: `select k.table_name as "table", k.column_name as "column", u.table_name as target,
      r.delete_rule as rule
    from information_schema.referential_constraints r
    join information_schema.key_column_usage k on k.constraint_name = r.constraint_name
    join information_schema.constraint_column_usage u on u.constraint_name = r.constraint_name`,
  mysql: `select k.table_name as 'table', k.column_name as 'column', k.referenced_table_name as target,
      r.delete_rule as rule
    from information_schema.referential_constraints r
    join information_schema.key_column_usage k on k.constraint_name = r.constraint_name
      and k.constraint_schema = r.constraint_schema
    where r.constraint_schema = database()`,
};

/** What the database itself does to rows that point at a row that goes. */
const readForeignKeys = async (strapi: Core.Strapi): Promise<ForeignKey[]> => {
  const { client } = strapi.db.dialect;
  const found = await strapi.db.connection.raw<unknown>(
    FOREIGN_KEYS[client as keyof typeof FOREIGN_KEYS]
  );
  if (client === 'sqlite') return found as ForeignKey[];
  if (client === 'mysql') return (found as [ForeignKey[]])[0];
  return (found as { rows: ForeignKey[] }).rows;
};

/**
 * What goes with rows that are deleted, by the database's own rules and Strapi's tables of components:
 * the rows, and the cells of rows that stay which only lose their link.
 */
export const withWhatHangsOn = async (
  strapi: Core.Strapi,
  cells: readonly Cell[],
  deleted: readonly string[]
): Promise<{ rows: ReadonlySet<string>; unlinked: ReadonlySet<string> }> => {
  const keys = await readForeignKeys(strapi);
  const tableOf = (uid: string) =>
    (strapi.components as unknown as Record<string, { collectionName?: string }>)[uid]
      ?.collectionName ?? '';
  const values = new Map(cells.map((cell) => [keyOf(cell), cell.text]));
  const rows = new Set(deleted);
  const unlinked = new Set<string>();
  for (let size = -1; size !== rows.size;) {
    size = rows.size;
    for (const { table, row, column, text } of cells) {
      const key = keys.find((one) => one.table === table && one.column === column);
      if (key && rows.has(`${key.target} ${text}`)) {
        if (key.rule.toUpperCase() === 'CASCADE') rows.add(`${table} ${row}`);
        else unlinked.add(keyOf({ table, row, column }));
      }
      // A component belongs to the row that links to it.
      const uid = column === 'cmp_id' ? values.get(`${table} ${row} component_type`) : undefined;
      if (uid && rows.has(`${table} ${row}`)) rows.add(`${tableOf(uid)} ${text}`);
    }
  }
  return { rows, unlinked };
};
