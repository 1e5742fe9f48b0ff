import type { Actor, Right } from '../platform/actor';
import type { AccessRule, FieldView } from './access-rule';

/** Columns by which a statement tells of each row which masked attributes it shows as they are. */
export const CLEAR_COLUMN_PREFIX = '_custodian_clear_';

type Clear = FieldView['clear'];

/** The attributes of a type that the policy masks for anybody, as they look to one actor. */
export interface RuledFields {
  readonly fields: readonly FieldView[];
  /** What only the database can say; each is asked once per row, in a column with its number. */
  readonly questions: readonly Clear[];
  /** Whether rows show an attribute as it is: all do, none does, or the number of its question. */
  readonly answerOf: (field: string) => boolean | number;
}

/** The fields of a type for one actor; they do not change within a request. */
export type RuledFieldsOf = (actor: Actor, uid: string, right: Right) => RuledFields;

const createRuledFields = (fields: readonly FieldView[]): RuledFields => {
  const questions: Clear[] = [];
  const answers = new Map<string, boolean | number>();
  for (const { field, clear } of fields) {
    // The same rule that writes the views: where it needs no SQL, it answers for all rows.
    let count = 0;
    const probe = clear({ alias: 'probe', shape: 'key', nextAlias: () => `probe${(count += 1)}` });
    if (typeof probe === 'boolean') {
      answers.set(field, probe);
      continue;
    }
    // Fields of the same depth share one predicate: it is the same function.
    if (!questions.includes(clear)) questions.push(clear);
    answers.set(field, questions.indexOf(clear));
  }
  return { fields, questions, answerOf: (field) => answers.get(field) ?? false };
};

/** Creates the look-up. */
export const createRuledFieldsOf = (rule: AccessRule): RuledFieldsOf => {
  const known = new WeakMap<Actor, Map<string, RuledFields>>();
  return (actor, uid, right) => {
    const ofActor = known.get(actor) ?? new Map<string, RuledFields>();
    known.set(actor, ofActor);
    const key = `${right} ${uid}`;
    const ruled = ofActor.get(key) ?? createRuledFields(rule.ruledFields(uid, actor, right));
    ofActor.set(key, ruled);
    return ruled;
  };
};
