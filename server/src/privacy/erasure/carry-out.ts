import { setTimeout as wait } from 'node:timers/promises';
import type { Core, UID } from '@strapi/strapi';
import type { Needle } from '../discovery/needles';
import type { Records } from '../discovery/records';
import type { JobContext } from '../jobs/types';
import { changes } from '../plan/item';
import type { ItemStore, StoredItem } from '../plan/item-store';
import type { AuditPayloads } from './audit-payloads';
import type { FileOutbox } from './file-outbox';
import type { Scrub } from './scrub';

type Kind = StoredItem['kind'];

/** How much is done in one transaction: on SQLite readers wait as long as it lasts. */
const AT_ONCE: Readonly<Record<Kind, { readonly documents: number; readonly items: number }>> = {
  cell: { documents: 50, items: 400 },
  row: { documents: 50, items: 400 },
  // Deleting goes through Strapi's machinery and takes some 10 ms a document.
  document: { documents: 10, items: 10 },
  file: { documents: 1, items: 1 },
};

/**
 * SQLite has one connection. A request asks for it once for each of its statements, and would wait for a
 * transaction each time: so long it stays free between two, for all the statements of a request.
 */
const PAUSE_MS = 30;

/** Carries out the items of a plan, a step at a time. */
export interface CarryOut {
  /**
   * Overwrites, then deletes rows, documents and files. Items that are done are left alone, so that it
   * can be called again after a crash, and when what was kept may go.
   * @param isDue whether an item that was kept may go now
   */
  run(
    planId: number,
    job: JobContext,
    needles: readonly Needle[],
    isDue: (item: StoredItem) => Promise<boolean>
  ): Promise<void>;
}

/** What it works with. */
export interface CarryOutInput {
  readonly strapi: Core.Strapi;
  readonly items: ItemStore;
  readonly scrub: Scrub;
  readonly outbox: FileOutbox;
  /** Runs work as the erasure: what guards against deletions lets it through. */
  readonly asErasure: <T>(work: () => Promise<T>) => Promise<T>;
  readonly payloads: AuditPayloads;
  readonly records: Pick<Records, 'rowsOf' | 'componentsOf'>;
}

const documentOf = ({ documentUid, documentId, table, rowId }: StoredItem): string =>
  documentId === null ? `${table} ${rowId ?? ''}` : `${documentUid ?? ''} ${documentId}`;

/** Cuts items into lists of few documents, in their order. */
async function* chunked(
  items: AsyncIterable<StoredItem>,
  most: { readonly documents: number; readonly items: number }
): AsyncGenerator<readonly StoredItem[]> {
  let chunk: StoredItem[] = [];
  let documents = new Set<string>();
  for await (const item of items) {
    const isFull = documents.size >= most.documents && !documents.has(documentOf(item));
    if (isFull || chunk.length >= most.items) {
      yield chunk;
      [chunk, documents] = [[], new Set()];
    }
    documents.add(documentOf(item));
    chunk.push(item);
  }
  if (chunk.length > 0) yield chunk;
}

/**
 * A kept value that may go now is emptied: its plan says that this happens in the end. The record may
 * have been published since, which gives it new rows: each that it has now is meant.
 */
const createFinalOf =
  (records: CarryOutInput['records']) =>
  async (item: StoredItem): Promise<[StoredItem, ...StoredItem[]]> => {
    const { strategy, documentUid, documentId } = item;
    if (strategy !== 'keep') return [item];
    const final: StoredItem = { ...item, strategy: 'delete' };
    if (documentUid === null || documentId === null) return [final];
    const rows = await records.rowsOf(documentUid, [documentId]);
    const now = [...(await records.componentsOf(rows)), ...rows].filter(
      ({ table, rowId }) => table === item.table && rowId !== item.rowId
    );
    return [final, ...now.map(({ rowId }) => ({ ...final, rowId }))];
  };

/**
 * Each cell once: several kept items of one document mean the same new rows, and PostgreSQL refuses a
 * statement that sets a column twice. What comes first holds.
 */
const distinctCells = (cells: readonly StoredItem[]): StoredItem[] => {
  const keyOf = ({ table, rowId, column }: StoredItem) => JSON.stringify([table, rowId, column]);
  const found = new Map<string, StoredItem>();
  for (const cell of cells) if (!found.has(keyOf(cell))) found.set(keyOf(cell), cell);
  return [...found.values()];
};

/** What an erasure does with each kind of item, in the transaction of a step. */
const createEffects = (input: CarryOutInput) => {
  const { strapi, scrub, outbox, asErasure, payloads, records } = input;
  const finalOf = createFinalOf(records);
  return {
    async cell(chunk: readonly StoredItem[], needles: readonly Needle[]): Promise<void> {
      const own: StoredItem[] = [];
      const since: StoredItem[] = [];
      for (const item of chunk) {
        const [first, ...others] = await finalOf(item);
        own.push(first);
        since.push(...others);
      }
      await scrub.cells(distinctCells([...own, ...since]), needles);
      await payloads.ofDocuments(chunk.filter(({ strategy }) => strategy !== 'redact'));
    },
    row: (chunk: readonly StoredItem[]) => scrub.rows(chunk),
    async document(chunk: readonly StoredItem[]): Promise<void> {
      await asErasure(async () => {
        for (const { documentUid, documentId } of chunk)
          if (documentUid !== null && documentId !== null)
            // Every locale and version: without '*' only the default locale's would go.
            await strapi
              .documents(documentUid as UID.ContentType)
              .delete({ documentId, locale: '*' });
      });
      await payloads.ofDocuments(chunk);
    },
    async file(chunk: readonly StoredItem[], planId: number): Promise<void> {
      await asErasure(async () => {
        for (const { rowId } of chunk) if (rowId !== null) await outbox.remove(planId, rowId);
      });
    },
  };
};

/** Creates the work; runs as system. */
export const createCarryOut = (input: CarryOutInput): CarryOut => {
  const { strapi, items, outbox, payloads } = input;
  const effects = createEffects(input);

  const isSqlite = strapi.db.dialect.client === 'sqlite';
  const giveWay = async (): Promise<void> => {
    if (isSqlite) await wait(PAUSE_MS);
  };

  return {
    async run(planId, job, needles, isDue) {
      const total = await items.count(planId);

      /** What is left of a kind. Positions are frozen, so that nothing is skipped. */
      async function* pending(kind: Kind): AsyncGenerator<StoredItem> {
        for await (const item of items.all(planId, { kind, doneAt: { $null: true } }))
          if (changes(item) || (item.selected && item.strategy === 'keep' && (await isDue(item))))
            yield item;
      }

      const work = async (
        kind: Kind,
        effect: (chunk: readonly StoredItem[]) => Promise<void>
      ): Promise<void> => {
        for await (const chunk of chunked(pending(kind), AT_ONCE[kind])) {
          const ids = chunk.map(({ id }) => id);
          await job.step(`${kind}:${chunk[0]?.seq ?? 0}`, async () => {
            await effect(chunk);
            // In the same transaction as the effect: either both have happened or neither.
            await items.update(ids, { doneAt: new Date() });
          });
          await job.progress(await items.count(planId, { doneAt: { $notNull: true } }), total);
          await giveWay();
        }
      };

      await work('cell', (chunk) => effects.cell(chunk, needles));
      await work('row', (chunk) => effects.row(chunk));
      await work('document', (chunk) => effects.document(chunk));
      await work('file', (chunk) => effects.file(chunk, planId));
      for (const outboxId of await outbox.pending(planId)) {
        await outbox.deleteBytes(outboxId);
        await job.step(`bytes:${outboxId}`, () => outbox.settle(outboxId));
      }
      await payloads.mentioning(needles);
    },
  };
};
