import type { Chain } from './chain';
import type { Checkpoint } from './checkpoint';
import { checkpointSchema } from './checkpoint';
import type { LogTables } from './log-tables';
import type { Sealer } from './sealer';

/** Signed statements of how far the log went. */
export interface Checkpoints {
  /**
   * Seals what is committed and hands out the signed end of the chain; null while the log is empty.
   * It is also kept in the database. What proves something is the copy that is kept elsewhere.
   */
  take(): Promise<Checkpoint | null>;
  /** The newest ones that were taken, newest first. */
  recent(limit: number): Promise<Checkpoint[]>;
}

/** Creates the service. */
export const createCheckpoints = (
  tables: LogTables,
  chain: Chain,
  sealer: Sealer
): Checkpoints => ({
  async take() {
    await sealer.seal();
    const { head } = await chain.state();
    if (!head) return null;
    const known = await tables.run<unknown[]>(
      tables.on('checkpoints').where({ seq: head.seq }).select('id').limit(1)
    );
    const { seq, at } = head;
    const row = { seq, at, document: JSON.stringify(head) };
    if (known.length === 0) await tables.run(tables.on('checkpoints').insert(row));
    return head;
  },
  async recent(limit) {
    const rows = await tables.run<{ document: string }[]>(
      tables.on('checkpoints').select('document').orderBy('id', 'desc').limit(limit)
    );
    return rows.map(({ document }) => checkpointSchema.parse(JSON.parse(document)));
  },
});
