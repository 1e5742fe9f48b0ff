import type { CallerName, State, Target, Targets } from '../../generators/operations/types';
import type { Random } from '../../generators/random';
import { documentId } from '../../generators/values';
import type { Row, Uid } from '../../model/types';
import { text } from '../../model/types';
import type { Filling } from '../filling';
/** Fillings to draw targets from: what is hidden may be there in one of them only. */
export interface Sources {
  fillings: Filling[];
  sees(uid: Uid, id: number): boolean;
  caller: CallerName;
}

/** Documents that operations have made, by type. */
export type Created = Map<Uid, { documentId: string; id: number; by: CallerName }[]>;

const MISSING_ID = 400_000;

/** Draws targets from some fillings and from what has been created since. */
export function createTargets(
  random: Random,
  { fillings, sees, caller }: Sources,
  created: Created
): Targets {
  const rows = (uid: Uid): Row[] => {
    const all = fillings.flatMap(({ data }) => data.rows[uid] ?? []);
    return [...new Map(all.map((row) => [row.id, row])).values()];
  };
  const toTarget = (uid: Uid, row: Row): Target => ({
    documentId: text(row.documentId),
    id: row.id,
    state: sees(uid, row.id) ? 'visible' : 'hidden',
  });
  const missing = (uid: Uid): Target => ({
    documentId: documentId(uid, random.integer(80, 99)),
    id: MISSING_ID + random.integer(1, 99),
    state: 'missing',
  });
  const known = (uid: Uid, state: State): Target[] =>
    state === 'created'
      ? (created.get(uid) ?? []).map(({ documentId: id, id: rowId, by }) => ({
          documentId: id,
          id: rowId,
          // What one log-in makes, the other need not see.
          state: by === caller ? 'created' : 'hidden',
        }))
      : rows(uid)
          .map((row) => toTarget(uid, row))
          .filter((target) => target.state === state);
  const drawState = (): State => {
    const drawn = random.next();
    if (drawn < 0.5) return 'visible';
    if (drawn < 0.7) return 'created';
    return drawn < 0.9 ? 'hidden' : 'missing';
  };
  const pickOr = (uid: Uid, states: State[]): Target => {
    for (const state of states) {
      const targets = known(uid, state);
      if (targets.length > 0) return random.pick(targets);
    }
    return missing(uid);
  };

  return {
    draw(uid) {
      const state = drawState();
      return state === 'missing' ? missing(uid) : pickOr(uid, [state, 'visible']);
    },
    visible: (uid) => pickOr(uid, ['visible', 'created']),
    component(uid) {
      const state = drawState();
      const target = state === 'missing' ? missing(uid) : pickOr(uid, [state, 'visible']);
      return { id: target.id, state: target.state };
    },
  };
}
