import type { Operation } from '../../generators/operations/types';
import { CONTENT_TYPES } from '../filling';
import type { WriteScene } from '../write-scene';

/** Counts that show whether a run could have failed. */
export interface WritePower {
  addScene(scene: WriteScene): void;
  add(operation: Operation, status: number, changed: boolean): void;
  /** Kinds of wrong that were found and are not reported. */
  leaveOut(kinds: string[]): void;
  summary(): string;
  /** Share of the writes that changed something. */
  changed(): number;
  /** Share of the governed rows that are hidden from the actor. */
  hidden(): number;
}

export function createWritePower(): WritePower {
  const counts = { writes: 0, changed: 0, errors: 0, rows: 0, hidden: 0 };
  const kinds = new Map<string, number>();
  const left = new Map<string, number>();
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  const changed = () => share(counts.changed, counts.writes);
  const hidden = () => share(counts.hidden, counts.rows);
  return {
    addScene({ left, sight }) {
      for (const uid of CONTENT_TYPES.filter((name) => name.startsWith('api::'))) {
        const rows = left.data.rows[uid] ?? [];
        counts.rows += rows.length;
        counts.hidden += rows.filter(({ id }) => !sight.sees(uid, id)).length;
      }
    },
    add({ kinds: [kind = ''] }, status, didChange) {
      counts.writes += 1;
      if (status >= 500) counts.errors += 1;
      if (!didChange) return;
      counts.changed += 1;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    },
    leaveOut(found) {
      for (const kind of new Set(found)) left.set(kind, (left.get(kind) ?? 0) + 1);
    },
    changed,
    hidden,
    summary: () =>
      `${counts.writes} writes, ${percent(changed())} of which changed something ` +
      `(${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}); ` +
      `${counts.errors} answered 5xx; ${percent(hidden())} of the rows are hidden${
        left.size === 0
          ? ''
          : `; LEFT OUT (exclusions.ts): ${[...left].map(([kind, count]) => `${kind} ${count}`).join(', ')}`
      }`,
  };
}
