import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const synced: string[] = [];

jest.mock('node:fs/promises', () => {
  const real = jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises');
  return {
    ...real,
    async open(path: string, ...rest: never[]) {
      const handle = await real.open(path, ...rest);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        synced.push(path);
        return sync();
      };
      return handle;
    },
  };
});

describe('the journal', () => {
  it('is on the disk, with its folder, when appending has returned', async () => {
    const { createJournal } = await import('../../../server/src/privacy/ledger/journal');
    const folder = mkdtempSync(join(tmpdir(), 'custodian-fsync-'));
    const path = join(folder, 'journal.jsonl');
    await createJournal(path).append({
      kind: 'done',
      entryId: 'done:1',
      at: '2026-01-01T00:00:00.000Z',
      of: 'intent:1',
      certificate: 'c',
    });
    rmSync(folder, { recursive: true });
    expect(synced).toEqual([path, folder]);
  });
});
