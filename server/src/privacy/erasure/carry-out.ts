import type { Core, UID } from '@strapi/strapi';
import type { JobContext } from '../jobs/types';
import type { Needle } from '../discovery/needles';
import { changes } from '../plan/item';
import type { ItemStore, StoredItem } from '../plan/item-store';
import type { FileOutbox } from './file-outbox';
import type { Scrub } from './scrub';

/** Documents that are scrubbed in one transaction: on SQLite readers wait as long as it lasts. */
const SCRUBBED_AT_ONCE = 50;
/** Cells in one transaction, however few documents they are of. */
const CELLS_AT_ONCE = 400;
/** Deleting goes through Strapi's machinery and takes some 10 ms a document. */
const DELETED_AT_ONCE = 10;

/** Carries out the items of a plan, a step at a time. */
export interface CarryOut {
  /**
   * Overwrites, then deletes rows, documents and files. Items that are done are left alone, so that it
   * can be called again after a crash, and when what was kept may go.
   * @param due whether an item that was kept may go now
   */
  run(
    planId: number,
    job: JobContext,
    needles: readonly Needle[],
    due: (item: StoredItem) => Promise<boolean>
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
  /** Removes the payloads of audit entries about documents of a type. */
  readonly forgetPayloads: (uid: string, documentIds: readonly string[]) => Promise<void>;
}

const documentOf = ({ uid, documentId, table, rowId }: StoredItem): string =>
  documentId === null ? `${table} ${rowId ?? ''}` : `${uid ?? ''} ${documentId}`;

/** Creates the work; runs as system. */
export const createCarryOut = (input: CarryOutInput): CarryOut => {
  const { strapi, items, scrub, outbox, asErasure, forgetPayloads } = input;

  return {
    async run(planId, job, needles, due) {
      const total = await items.count(planId);
      const isPending = async (item: StoredItem): Promise<boolean> =>
        item.selected && (changes(item) || (item.strategy === 'keep' && (await due(item))));

      /** Pages through what is left of a kind; positions are frozen, so nothing is skipped. */
      async function* pending(kind: StoredItem['kind']): AsyncGenerator<StoredItem> {
        for await (const item of items.all(planId, { kind, doneAt: { $null: true } }))
          if (await isPending(item)) yield item;
      }

      const chunks = async (
        kind: StoredItem['kind'],
        most: { documents: number; items: number },
        effect: (chunk: readonly StoredItem[]) => Promise<void>
      ): Promise<void> => {
        let chunk: StoredItem[] = [];
        let documents = new Set<string>();
        const flush = async () => {
          const [first] = chunk;
          if (!first) return;
          const [now, batch] = [new Date(), chunk];
          await job.step(`${kind}:${first.seq}`, async () => {
            await effect(batch);
            await items.update(
              batch.map(({ id }) => id),
              { doneAt: now }
            );
          });
          [chunk, documents] = [[], new Set()];
          const done = await items.count(planId, { doneAt: { $notNull: true } });
          await job.progress(done, total);
        };
        for await (const item of pending(kind)) {
          documents.add(documentOf(item));
          if (documents.size > most.documents || chunk.length >= most.items) await flush();
          documents.add(documentOf(item));
          chunk.push(item);
        }
        await flush();
      };

      // A kept value that may go now is emptied: that is what its plan says happens in the end.
      const finalOf = (item: StoredItem): StoredItem =>
        item.strategy === 'keep' ? { ...item, strategy: 'delete' } : item;

      await chunks('cell', { documents: SCRUBBED_AT_ONCE, items: CELLS_AT_ONCE }, (chunk) =>
        scrub.cells(chunk.map(finalOf), needles)
      );
      await chunks('row', { documents: SCRUBBED_AT_ONCE, items: CELLS_AT_ONCE }, (chunk) =>
        scrub.rows(chunk)
      );
      await chunks('document', { documents: DELETED_AT_ONCE, items: DELETED_AT_ONCE }, (chunk) =>
        asErasure(async () => {
          for (const { uid, documentId } of chunk) {
            if (uid === null || documentId === null) continue;
            await forgetPayloads(uid, [documentId]);
            // Every locale and version: without '*' only the default locale's would go.
            await strapi.documents(uid as UID.ContentType).delete({ documentId, locale: '*' });
          }
        })
      );
      await chunks('file', { documents: 1, items: 1 }, (chunk) =>
        asErasure(async () => {
          for (const { rowId } of chunk) if (rowId !== null) await outbox.remove(planId, rowId);
        })
      );
      for (const outboxId of await outbox.pending(planId)) {
        await outbox.deleteBytes(outboxId);
        await job.step(`bytes:${outboxId}`, () => outbox.settle(outboxId));
      }
    },
  };
};
