import { spawn } from 'node:child_process';
import type { Canary } from '../integration/support/erasure';
import type { SuiteDatabase } from '../support/database';
import type { Found, Left, Life } from './outcome';

/** When a node dies: so many milliseconds after it has begun, at a file, or not at all. */
export type Death = number | 'before-bytes' | 'after-bytes' | null;

const linesOf = (output: string) =>
  output
    .split('\n')
    .filter((line) => /^\{"(found|left)":/.test(line))
    .map((line) => JSON.parse(line) as { found?: Found; left?: Left });

/**
 * Starts a node that goes on with the erasure in a database, and waits for its end.
 * @param more environment besides
 */
export const live = (
  database: SuiteDatabase,
  folder: string,
  canary: Canary,
  death: Death,
  more: Readonly<Record<string, string>> = {}
): Promise<Life> =>
  new Promise((resolve, reject) => {
    const args = ['-r', './benchmarks/register.js', 'tests/crash/worker.ts'];
    const child = spawn(process.execPath, args, {
      env: {
        ...process.env,
        CRASH_DATABASE: JSON.stringify({
          name: database.name,
          client: database.client,
          env: database.env,
        }),
        CRASH_FOLDER: folder,
        CRASH_CANARY: JSON.stringify(canary),
        ...(typeof death === 'string' ? { CRASH_AT: death } : {}),
        ...more,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let [began, ended] = [0, 0];
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      if (began === 0 && output.includes('go\n')) {
        began = performance.now();
        if (typeof death === 'number') setTimeout(() => child.kill('SIGKILL'), death);
      }
      if (ended === 0 && output.includes('\nend\n')) ended = performance.now();
    });
    child.on('exit', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') {
        reject(new Error(`The node failed: ${output.slice(-2_000)}`));
        return;
      }
      const lines = linesOf(output);
      const found = lines.find((line) => line.found)?.found;
      const left = lines.find((line) => line.left)?.left ?? null;
      // A signal that came when all was done has killed nothing.
      const killed = signal === 'SIGKILL' && ended === 0;
      if (!found) reject(new Error(`The node said nothing: ${output.slice(-2_000)}`));
      else resolve({ killed, found, left, worked: (ended || performance.now()) - began });
    });
  });
