import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Verification } from '../../../server/src/audit/verify';
import type { SuiteDatabase } from '../../support/database';
import { createPublicFolder } from '../../support/strapi';

const WRITER = join(__dirname, 'audit-writer.js');

export interface CrashRun {
  readonly database: SuiteDatabase;
  readonly processes: number;
  readonly writersEach: number;
  /** How many entries all processes together are to write. */
  readonly entries: number;
}

export interface CrashOutcome {
  readonly found: Verification;
  /** What a writer was told is stored. */
  readonly acknowledged: readonly string[];
  /** What is stored. */
  readonly documents: readonly string[];
  readonly killedAfter: number;
  readonly seconds: number;
}

interface Message {
  ready?: string;
  ack?: string;
  done?: string;
  failed?: string;
  found?: Verification;
  documents?: string[];
}

const start = (
  { database }: Pick<CrashRun, 'database'>,
  folder: Readonly<Record<string, string>>,
  args: readonly (string | number)[],
  hear: (message: Message) => void
): ChildProcess => {
  const child = spawn(process.execPath, [WRITER, ...args.map(String)], {
    env: {
      ...process.env,
      ...database.env,
      ...folder,
      NODE_ENV: 'test',
      STRAPI_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The log of a start is no message.
    if (line.startsWith('{"')) hear(JSON.parse(line) as Message);
  });
  return child;
};

/**
 * Lets processes write to one log side by side, kills the first one with `kill -9` once a third is
 * written, lets the others write the rest, and verifies from a process that has seen none of it.
 */
export async function crashRun(run: CrashRun): Promise<CrashOutcome> {
  const folder = createPublicFolder();
  try {
    return await writeAndVerify(run, folder.env);
  } finally {
    folder.remove();
  }
}

const writeAndVerify = async (
  run: CrashRun,
  folder: Readonly<Record<string, string>>
): Promise<CrashOutcome> => {
  const { processes, writersEach, entries } = run;
  const acknowledged: string[] = [];
  const failures: string[] = [];
  const began = performance.now();
  let killedAfter = 0;

  const write = (name: string, count: number, onAck: (child: ChildProcess) => void = () => {}) => {
    let isReady: () => void = () => {};
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    const child = start(run, folder, [name, writersEach, count], ({ ready: at, ack, failed }) => {
      if (at !== undefined) isReady();
      if (failed !== undefined) failures.push(failed);
      if (ack === undefined) return;
      acknowledged.push(ack);
      onAck(child);
    });
    return { ready, ended: once(child, 'close') };
  };

  const victim = write('victim', entries, (child) => {
    if (killedAfter > 0 || acknowledged.length < entries / 3) return;
    killedAfter = acknowledged.length;
    child.kill('SIGKILL');
  });
  // The first start creates the tables.
  await Promise.race([victim.ready, victim.ended]);
  if (failures.length > 0) throw new Error(failures.join('\n'));
  const rest = Math.ceil((entries * 2) / 3 / Math.max(1, processes - 1));
  const others = Array.from({ length: processes - 1 }, (_, n) => write(`other${n}`, rest));
  await Promise.all([victim.ended, ...others.map(({ ended }) => ended)]);
  if (failures.length > 0) throw new Error(failures.join('\n'));

  let answer: Message = {};
  const verifier = start(run, folder, ['verify', 0, 0], (message) => {
    if (message.found) answer = message;
  });
  await once(verifier, 'close');
  const { found, documents = [] } = answer;
  if (!found) throw new Error('The log could not be verified');
  const seconds = (performance.now() - began) / 1000;
  return { found, acknowledged, documents, killedAfter, seconds };
};
