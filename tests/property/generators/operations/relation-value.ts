import { SCHEMA_FILES } from '../../model/schema-files';
import type { Uid } from '../../model/types';
import type { Draw, Target } from './types';

/** Content types that have no document ids to name them by in a payload, or are easier by row id. */
const BY_ID: Uid[] = ['plugin::custodian.group', 'plugin::users-permissions.user'];

const MORPH_TARGETS: Uid[] = ['api::account.account', 'api::contact.contact', 'api::deal.deal'];

const note = (kinds: string[], { state }: Target, place: string) => {
  kinds.push(`relation-target.${state}`);
  if (state === 'hidden') kinds.push(`relation-target.hidden.${place}`);
};

/** One target, named in one of Strapi's ways. */
const named = (draw: Draw, to: Uid, kinds: string[], place: string): unknown => {
  const target = draw.targets.draw(to);
  note(kinds, target, place);
  if (BY_ID.includes(to)) return target.id;
  // Twins need not give what is made during a run the same row ids.
  if (target.state === 'created') return target.documentId;
  return draw.random.pick<unknown>([
    target.documentId,
    target.documentId,
    { documentId: target.documentId },
    target.id,
    { id: target.id },
    { documentId: target.documentId, locale: 'en' },
    { documentId: target.documentId, status: 'published' },
  ]);
};

const positioned = (draw: Draw, to: Uid, kinds: string[], place: string): unknown => {
  const { random, targets } = draw;
  const target = targets.draw(to);
  note(kinds, target, place);
  const beside = targets.draw(to);
  note(kinds, beside, place);
  kinds.push('relation-position');
  return {
    documentId: target.documentId,
    position: random.pick<object>([
      { start: true },
      { end: true },
      { before: beside.documentId },
      { after: beside.documentId },
    ]),
  };
};

const list = (draw: Draw, make: () => unknown): unknown[] =>
  Array.from({ length: draw.random.integer(0, 2) }, make);

const morphTarget = (draw: Draw, kinds: string[]): unknown => {
  const to = draw.random.pick(MORPH_TARGETS);
  const target = draw.targets.draw(to);
  note(kinds, target, 'morph');
  return { __type: to, id: target.id };
};

const morph = (draw: Draw, many: boolean, kinds: string[]): unknown => {
  kinds.push('relation-morph');
  const one = () => morphTarget(draw, kinds);
  if (!many) return draw.random.maybe(0.8, one);
  return draw.random.pick<() => unknown>([
    () => list(draw, one),
    () => ({ connect: list(draw, one) }),
    () => ({ disconnect: list(draw, one) }),
    () => ({ set: list(draw, one) }),
  ])();
};

const placeOf = (uid: Uid): string => {
  if (!uid.includes('::')) return 'component';
  return uid === 'api::tag.tag' ? 'ungoverned' : 'governed';
};

/** What an update may ask of a relation: connect, disconnect, set, the short forms, null. */
export function relationValue(draw: Draw, uid: Uid, name: string, kinds: string[]): unknown {
  const attribute = SCHEMA_FILES[uid]?.attributes[name];
  const form = attribute?.relation ?? '';
  if (form === 'morphToOne' || form === 'morphToMany') {
    return morph(draw, form === 'morphToMany', kinds);
  }
  const to = attribute?.target ?? '';
  const place = placeOf(uid);
  const one = () => named(draw, to, kinds, place);
  const mark = (kind: string, made: unknown) => {
    kinds.push(`relation-${kind}`);
    return made;
  };
  const connect = () => mark('connect', { connect: [one()] });
  const disconnect = () => mark('disconnect', { disconnect: [one()] });
  const empty = () => mark('null', null);
  if (!form.endsWith('ToMany')) {
    const shapes = [() => mark('set', one()), connect, disconnect, empty];
    return draw.random.pick([...shapes, () => mark('set', { set: [one()] }), shapes[0] ?? empty])();
  }
  return draw.random.pick([
    () => mark('set', list(draw, one)),
    () => mark('set', { set: list(draw, one) }),
    () => mark('connect', { connect: list(draw, one) }),
    () => mark('connect', { connect: [positioned(draw, to, kinds, place)] }),
    connect,
    disconnect,
    () => mark('connect', { connect: list(draw, one), disconnect: list(draw, one) }),
    empty,
  ])();
}
