import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { FILE_UID } from '../../enforcement/table-catalogue';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql, toCondition } from '../../platform/sql';
import type { Needle } from '../discovery/needles';
import type { CellMention } from '../discovery/text-scan';
import { sha256 } from '../plan/canonical';
import { cellKey } from '../plan/draft';
import { changes } from '../plan/item';
import type { ItemStore, StoredItem } from '../plan/item-store';
import { HOLD_BASIS, type Places } from '../plan/places';
import type { Plan, Plans } from '../plan/plans';
import type { Statement } from '../proof/certificate';
import type { RetainedItem } from '../proof/claims';
import type { ResiduePlace, ResidueReport, ScanResidue } from '../proof/residue';
import type { Bytes } from './bytes';
import type { FileOutbox } from './file-outbox';
import { figuresOf } from './figures';
import type { KeptItems } from './kept';

/** Looks whether an erasure is done, and says so for the certificate. */
export interface Verifier {
  /** Scans everything, checks that what was to go is gone, and keeps the report with the plan. */
  verify(planId: number, needles: readonly Needle[]): Promise<ResidueReport>;
  /** What a certificate of the plan says. */
  statement(plan: Plan, report: ResidueReport): Promise<Statement>;
}

/** What it works with. */
export interface VerifierInput {
  readonly run: RunSql;
  readonly dialect: Dialect;
  readonly modelOf: (uid: string) => ModelMeta | undefined;
  readonly plans: Plans;
  readonly items: ItemStore;
  readonly kept: KeptItems;
  readonly scan: ScanResidue;
  readonly bytes: Bytes;
  readonly placeOf: Places['placeOf'];
  readonly outbox: Pick<FileOutbox, 'pending'>;
}

const NO_CELL = { table: null, column: null } as const;

const STILL_KEPT = { strategy: 'keep', selected: true, doneAt: { $null: true } };

/** Reads how far a plan was carried out. */
const createState = (input: VerifierInput) => {
  const { run, dialect, modelOf, items, kept, placeOf, outbox } = input;

  const isThere = async (item: StoredItem): Promise<boolean> => {
    const { kind, table, rowId, documentUid, documentId } = item;
    const model = documentUid === null ? undefined : modelOf(documentUid);
    const column = kind === 'document' ? (model?.columns.documentId ?? 'document_id') : 'id';
    const value = kind === 'document' ? documentId : rowId;
    const rows = await run.rows(
      sql`select 1 as found from ${dialect.table(table)} where ${id(column)} = ${value} limit 1`
    );
    return rows.length > 0;
  };

  /** Items that were never carried out, or whose rows have come back. */
  const undone = async (planId: number): Promise<ResiduePlace[]> => {
    const places: ResiduePlace[] = [];
    for await (const item of items.all(planId, { selected: true })) {
      const { kind, table, rowId, column, doneAt } = item;
      if (!changes(item) && doneAt === null) continue;
      const gone = kind !== 'cell' && doneAt !== null && !(await isThere(item));
      if (gone || (kind === 'cell' && doneAt !== null)) continue;
      places.push({ kind: 'cell', table, rowId, column, found: ['not-carried-out'] });
    }
    // Their rows are gone, and what a photo shows no scan can read.
    for (const rowId of await outbox.pending(planId))
      places.push({ ...NO_CELL, kind: 'file-content', rowId, found: ['not-carried-out'] });
    return places;
  };

  /** Publishing gives a record new rows, whose cells are kept for the same reason. */
  const isKept = async (
    planId: number,
    cell: Pick<CellMention, 'table' | 'rowId' | 'column'>
  ): Promise<boolean> => {
    const { table, rowId, column } = cell;
    const key = cellKey(table, rowId, column);
    if ((await items.count(planId, { key, ...STILL_KEPT })) > 0) return true;
    const ofTable = { tableName: table, column, ...STILL_KEPT };
    if ((await items.count(planId, ofTable)) === 0) return false;
    const { document } = await placeOf(cell);
    if (!document) return false;
    const ofDocument = { documentUid: document.uid, documentId: document.documentId };
    return (await items.count(planId, { ...ofTable, ...ofDocument })) > 0;
  };

  /** Names on disk of the files that stay for a reason. */
  const keptHashes = async (planId: number): Promise<string[]> => {
    const ids: number[] = [];
    for await (const { kind, rowId } of kept.of(planId))
      if (kind === 'file' && rowId !== null) ids.push(rowId);
    const model = modelOf(FILE_UID);
    if (!model || ids.length === 0) return [];
    const rows = await run.rows<{ hash: string | null }>(
      sql`select hash from ${dialect.table(model.tableName)} where ${toCondition(dialect.inNumbers(id('id'), ids))}`
    );
    return rows.flatMap(({ hash }) => hash ?? []);
  };

  return { undone, isKept, keptHashes };
};

/** The words of a reason are somebody's: the certificate is bound to them, and does not repeat them. */
const basisOf = ({ basis, decidedBy }: StoredItem): RetainedItem['basis'] => {
  const digest = sha256(basis ?? '');
  if (basis === HOLD_BASIS) return { source: 'legal-hold', digest };
  return { source: decidedBy === null ? 'rule' : 'decision', digest };
};

/** Creates the check; calls expect system scope. */
export const createVerifier = (input: VerifierInput): Verifier => {
  const { dialect, plans, items, kept, scan, bytes } = input;
  const { undone, isKept, keptHashes } = createState(input);

  const retainedItems = async (planId: number): Promise<RetainedItem[]> => {
    const retained: RetainedItem[] = [];
    for await (const item of kept.of(planId)) {
      const { documentUid: contentType, documentId, attribute, until } = item;
      retained.push({ contentType, documentId, attribute, basis: basisOf(item), until });
    }
    return retained;
  };

  return {
    async verify(planId, needles) {
      const hashes = await keptHashes(planId);
      const scanned = await scan(needles, {
        cell: (cell) => isKept(planId, cell),
        file: (path) => hashes.some((hash) => path.includes(hash)),
      });
      const open = await undone(planId);
      const residue = scanned.residue + open.length;
      const report = { ...scanned, residue, places: [...open, ...scanned.places].slice(0, 200) };
      await plans.setReport(planId, report);
      return report;
    },
    async statement({ id: planId, requestId, reference, digest }, report) {
      const unseen = report.filesNotRead > 0 ? ['contents-of-files-not-read'] : [];
      return {
        requestId,
        reference,
        planDigest: digest ?? '',
        figures: await figuresOf(items.all(planId)),
        report,
        retained: await retainedItems(planId),
        notCovered: [...bytes.remains(), 'names-without-an-identifier', ...unseen],
        database: dialect.client,
      };
    },
  };
};
