import type { ReadEntry } from './entry-rows';
import { ERASED, PRUNED } from './findings';
import { chunksOf } from '../platform/chunks';
import type { LogTables } from './log-tables';
import { AUDIT_TABLES } from './models';
import { recordsOf } from './subjects';

/** Entries whose payloads are to go. All that is named must hold; naming nothing selects nothing. */
export interface PayloadSelection {
  /** By the numbers of entries. */
  readonly ids?: readonly number[];
  readonly contentType?: string;
  /** About these records, alone or among others. */
  readonly documentIds?: readonly string[];
  /** Caused by a principal. */
  readonly causedBy?: string;
  /** Recorded before this instant. */
  readonly before?: Date;
}

/** Entries found, by commitment: their numbers. */
export type FoundEntries = ReadonlyMap<string, number>;

/** What the log says about itself is needed to verify it, and holds nothing about anybody. */
const KEPT: readonly string[] = [ERASED, PRUNED];

const PAGE = 1000;

const statementFor = (tables: LogTables, selection: PayloadSelection) => {
  const { ids, contentType, documentIds, causedBy, before } = selection;
  const { entries, payloads } = AUDIT_TABLES;
  const found = tables
    .on('entries')
    .join(payloads, `${payloads}.commitment`, `${entries}.commitment`)
    .whereNotIn(`${entries}.type`, KEPT)
    .select(`${entries}.id`, `${entries}.commitment`);
  if (ids) void found.whereIn(`${entries}.id`, ids);
  if (contentType !== undefined) void found.where(`${entries}.content_type`, contentType);
  if (causedBy !== undefined) void found.where(`${entries}.caused_by`, causedBy);
  if (before) void found.where(`${entries}.at`, '<', before.toISOString());
  if (documentIds) {
    const lists = tables.on('subjects').whereIn('document_id', documentIds).select('commitment');
    void found.where((either) => {
      void either
        .whereIn(`${entries}.document_id`, documentIds)
        .orWhereIn(`${entries}.commitment`, lists);
    });
  }
  return found;
};

/** Lists beyond what a statement can carry are taken piece by piece. */
const partsOf = (selection: PayloadSelection): PayloadSelection[] => {
  const { ids, documentIds } = selection;
  const byIds = ids ? chunksOf(ids).map((part) => ({ ...selection, ids: part })) : [selection];
  if (!documentIds) return byIds;
  return byIds.flatMap((one) =>
    chunksOf(documentIds).map((part) => ({ ...one, documentIds: part }))
  );
};

const matcherOf = ({ ids, contentType, documentIds, causedBy, before }: PayloadSelection) => {
  const [numbers, records] = [new Set(ids), new Set(documentIds)];
  return (entry: ReadEntry): boolean =>
    (!ids || numbers.has(entry.id)) &&
    (contentType === undefined || entry.contentType === contentType) &&
    (causedBy === undefined || entry.causedBy === causedBy) &&
    (!before || entry.at < before.toISOString()) &&
    recordsOf(entry.payload).some((documentId) => records.has(documentId));
};

/**
 * Finds the entries of a selection whose payloads are there. Lists that are not sealed yet cannot be
 * found by their records; those are looked through, and there are never many.
 */
export const findPayloads = async (
  tables: LogTables,
  selection: PayloadSelection
): Promise<FoundEntries> => {
  const found = new Map<string, number>();
  if (Object.values(selection).every((part) => part === undefined)) return found;
  for (const part of partsOf(selection)) {
    const rows = await tables.run<{ id: number | string; commitment: string }[]>(
      statementFor(tables, part)
    );
    rows.forEach(({ id, commitment }) => found.set(commitment, Number(id)));
  }
  if (!selection.documentIds) return found;
  const matches = matcherOf(selection);
  for (let after = 0, more = true; more;) {
    const page = await tables.open(after, PAGE);
    page.filter(matches).forEach(({ id, commitment }) => found.set(commitment, id));
    after = page.at(-1)?.id ?? after;
    more = page.length === PAGE;
  }
  return found;
};
