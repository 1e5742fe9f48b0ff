import type { WireAnswer } from '../http';
import type { Numbered } from './run-twins';
import type { TwinScene } from './twin-scene';

/** Counts that show whether a run could have failed. */
export interface TwinPower {
  add(scene: TwinScene, operations: Numbered[], answers: WireAnswer[]): void;
  summary(): string;
  /** @throws when too little was tried to prove anything. */
  check(): void;
}

const FEWEST_STEPS = 5;
const LEAST_SHARE = 0.15;

/** GraphQL answers 200 to what it refuses, too. */
const isDone = (answer: WireAnswer | undefined) =>
  answer !== undefined && answer.status < 300 && !answer.text.startsWith('{"errors"');

export function createTwinPower(): TwinPower {
  const counts = { scenes: 0, steps: 0, operations: 0, writes: 0, written: 0, shown: 0 };
  const kinds = new Map<string, number>();
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  return {
    add({ steps }, operations, answers) {
      counts.scenes += 1;
      counts.steps += steps.length;
      for (const { kind } of steps) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      for (const [place, { operation }] of operations.entries()) {
        const isFine = isDone(answers[place]);
        counts.operations += 1;
        if (operation.aim) counts.writes += 1;
        if (operation.aim && isFine) counts.written += 1;
        if (!operation.aim && isFine) counts.shown += 1;
      }
    },
    summary() {
      const differ = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
      const reads = counts.operations - counts.writes;
      return (
        `${counts.operations} operations in ${counts.scenes} scenes; ${counts.writes} writes, ` +
        `${percent(share(counts.written, counts.writes))} of them done; ` +
        `${percent(share(counts.shown, reads))} of ${reads} reads answered; twins differ in ${differ}`
      );
    },
    check() {
      expect(counts.steps).toBeGreaterThanOrEqual(FEWEST_STEPS * counts.scenes);
      expect(share(counts.written, counts.writes)).toBeGreaterThan(LEAST_SHARE);
      expect(share(counts.shown, counts.operations - counts.writes)).toBeGreaterThan(0.5);
    },
  };
}
