import { isDeepStrictEqual } from 'node:util';
import type { Request } from '../generators/query';
import { answer } from './check';
import { plain } from './compare';
import type { Actor, Scene } from './scene';

/** Counts that show whether a run could have failed: a test in which nobody is restricted proves nothing. */
export interface Power {
  record(scene: Scene, actor: Actor, request: Request): void;
  addScene(scene: Scene): void;
  /** Share of the requests whose answer the policy changes. */
  changed(): number;
  /** Share of the answers that show something. */
  shown(): number;
  /** Actors who see some but not all of the governed rows. */
  partial(): number;
  summary(): string;
}

const isEmpty = (body: unknown) => {
  const data = Array.isArray(body) ? (body as unknown[]) : (body as { data: unknown }).data;
  return data === null || (Array.isArray(data) && data.length === 0);
};

export function createPower(): Power {
  const counts = { requests: 0, changed: 0, shown: 0, actors: 0, partial: 0 };
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const changed = () => share(counts.changed, counts.requests);
  const shown = () => share(counts.shown, counts.requests);
  const partial = () => share(counts.partial, counts.actors);
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  return {
    addScene({ actors }) {
      counts.actors += actors.length;
      counts.partial += actors.filter(({ visible }) => visible > 0.05 && visible < 0.95).length;
    },
    record(scene, actor, request) {
      const restricted = plain(answer(actor.server, request).body);
      counts.requests += 1;
      if (!isEmpty(restricted)) counts.shown += 1;
      if (!isDeepStrictEqual(restricted, plain(answer(scene.open, request).body))) {
        counts.changed += 1;
      }
    },
    changed,
    shown,
    partial,
    summary: () =>
      `${counts.requests} answers compared; the policy changes ${percent(changed())} of them, ` +
      `${percent(shown())} show something; ${percent(partial())} of the actors see a part`,
  };
}
