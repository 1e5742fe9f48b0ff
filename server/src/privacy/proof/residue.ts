import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import type { Needle } from '../discovery/needles';
import type { StoredFiles } from '../discovery/stored-files';
import { listTextTables } from '../discovery/tables';
import { createScanText, type CellMention } from '../discovery/text-scan';

/** Where something was found that should not be there any more. Places only, never what was found. */
export interface ResiduePlace {
  readonly kind: 'cell' | 'file-name' | 'file-content';
  readonly table: string | null;
  readonly rowId: number | null;
  readonly column: string | null;
  /** Kinds of identifiers found. */
  readonly found: readonly string[];
}

/** What a scan looked at, and what it found. */
export interface ResidueReport {
  readonly tables: number;
  readonly columns: number;
  readonly files: number;
  /** Files that were too large, broken, encrypted or packed, or kept by a provider elsewhere. */
  readonly filesNotRead: number;
  /** Without a reason to be there. The first 200 are listed. */
  readonly residue: number;
  readonly places: readonly ResiduePlace[];
  /** With a reason: the plan keeps them. */
  readonly retained: number;
  /** Mentions of nothing but a name, which is anybody's: left where nobody decided otherwise. */
  readonly names: number;
}

/** Looks for a person in every table, file name and file, whoever put it there. */
export type ScanResidue = (needles: readonly Needle[], kept: Kept) => Promise<ResidueReport>;

/** What stays for a reason. */
export interface Kept {
  /** Whether the plan keeps a cell, in whatever row its record has it now. */
  cell(cell: Pick<CellMention, 'table' | 'rowId' | 'column'>): Promise<boolean>;
  /** Whether the plan keeps a file of this path below the folder of uploads. */
  file(path: string): boolean;
}

const LISTED = 200;

/** Creates the scan. It shares nothing with plans but the reasons to keep. Runs as system. */
export const createScanResidue = (
  run: RunSql,
  dialect: Dialect,
  schema: string | undefined,
  files: StoredFiles
): ScanResidue => {
  const scan = createScanText(run, dialect);

  return async (needles, kept) => {
    const tables = await listTextTables(run, dialect, schema);
    const places: ResiduePlace[] = [];
    const count = { residue: 0, retained: 0, names: 0 };
    const note = (place: ResiduePlace) => {
      count.residue += 1;
      if (places.length < LISTED) places.push(place);
    };
    for await (const mention of scan(tables, needles)) {
      const { table, rowId, column, confidence, kinds } = mention;
      if (await kept.cell(mention)) count.retained += 1;
      else if (confidence === 'name') count.names += 1;
      else note({ kind: 'cell', table, rowId, column, found: kinds });
    }
    const seen = { files: 0, filesNotRead: await files.elsewhere() };
    for await (const { where, path, found, isRead } of files.search(needles)) {
      seen.files += 1;
      if (!isRead) seen.filesNotRead += 1;
      if (found.length > 0 && kept.file(path)) count.retained += 1;
      else if (found.length > 0)
        note({ kind: where, table: null, rowId: null, column: null, found });
    }
    const columns = tables.reduce((sum, table) => sum + table.columns.length, 0);
    return { tables: tables.length, columns, ...seen, ...count, places };
  };
};
