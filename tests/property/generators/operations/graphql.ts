import { API_UIDS, modelOf } from '../../model/schema';
import { SCHEMA_FILES } from '../../model/schema-files';
import type { SchemaAttribute } from '../../model/schema-files';
import type { Uid } from '../../model/types';
import { LOCALES, NAMES } from '../values';
import type { Query } from './graphql-query';
import {
  createQuery,
  fieldOf,
  inBrackets,
  listArguments,
  listOf,
  selection,
  typeOf,
  variable,
} from './graphql-query';
import { TITLES, home, scalar } from './payload';
import type { Aim, Door, Draw, Operation, Target } from './types';

const toOperation = (
  { declared, variables }: Query,
  kind: 'query' | 'mutation',
  field: string,
  kinds: string[],
  aim?: Aim
): Operation => ({
  caller: 'user',
  kinds: [...new Set(kinds)],
  method: 'POST',
  path: '/graphql',
  body: { query: `${kind}${inBrackets(declared)} { ${field} }`, variables },
  ...(aim ? { aim } : {}),
});

/** Draft or published, and a language, for types that have them. */
const versionOf = ({ random }: Draw, uid: Uid): string[] => [
  ...(modelOf(uid).draftAndPublish && random.chance(0.6)
    ? [`status: ${random.pick(['DRAFT', 'PUBLISHED'])}`]
    : []),
  ...(modelOf(uid).localized && random.chance(0.5) ? [`locale: "${random.pick(LOCALES)}"`] : []),
];

const read = (draw: Draw): Operation => {
  const { random, targets } = draw;
  const query = createQuery(draw);
  const uid = random.pick(API_UIDS);
  const version = versionOf(draw, uid);
  if (random.chance(0.3)) {
    const { documentId, state } = targets.draw(uid);
    const given = [`documentId: ${variable(query, 'ID!', documentId)}`, ...version];
    const field = `${fieldOf(uid)}${inBrackets(given)} ${selection(query, uid)}`;
    return toOperation(query, 'query', field, ['graphql.detail', `target.${state}`]);
  }
  const given = inBrackets([...listArguments(query, uid, true), ...version]);
  const inner = selection(query, uid);
  const field = random.chance(0.5)
    ? `${listOf(uid)}${given} ${inner}`
    : `${listOf(uid)}_connection${given} { nodes ${inner} pageInfo { total page pageSize pageCount } }`;
  return toOperation(query, 'query', field, ['graphql.list']);
};

const idOf = (draw: Draw, to: Uid, kinds: string[]): string => {
  const target: Target = draw.targets.draw(to);
  kinds.push(`relation-target.${target.state}`);
  // Twins need not give what is made during a run the same row ids.
  const isById = !to.startsWith('api::') || (target.state !== 'created' && draw.random.chance(0.1));
  return isById ? String(target.id) : target.documentId;
};

const several = <T>({ random }: Draw, make: () => T): T[] =>
  Array.from({ length: random.integer(0, 2) }, make);

const part = (draw: Draw, uid: Uid, kinds: string[]): Record<string, unknown> => {
  const data = input(draw, uid, 0.7, kinds);
  if (!draw.random.chance(0.3)) return data;
  const { id, state } = draw.targets.component(uid);
  kinds.push(`component-id.${state}`);
  return { id: String(id), ...data };
};

const SECTIONS: Uid[] = ['blocks.quote', 'blocks.link'];

const value = (
  draw: Draw,
  uid: Uid,
  name: string,
  attribute: SchemaAttribute,
  kinds: string[]
): unknown => {
  const { random } = draw;
  const { type, relation = '', target = '', component = '', repeatable, multiple } = attribute;
  const oneOrMany = (isMany: boolean, make: () => unknown) =>
    isMany ? several(draw, make) : random.maybe(0.85, make);
  switch (type) {
    case 'relation':
      return oneOrMany(relation.endsWith('ToMany'), () => idOf(draw, target, kinds));
    case 'component':
      return oneOrMany(repeatable === true, () => part(draw, component, kinds));
    case 'dynamiczone':
      return several(draw, () => {
        const section = random.pick(SECTIONS);
        return { __typename: typeOf(section), ...part(draw, section, kinds) };
      });
    case 'media':
      return oneOrMany(multiple === true, () => String(random.integer(1, 7)));
    default:
      return scalar(draw, uid, name, attribute);
  }
};

const input = (draw: Draw, uid: Uid, chance: number, kinds: string[]): Record<string, unknown> => {
  const given: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(SCHEMA_FILES[uid]?.attributes ?? {})) {
    // Polymorphic relations are no part of the inputs.
    if (attribute.relation?.startsWith('morph') || !draw.random.chance(chance)) continue;
    given[name] = value(draw, uid, name, attribute, kinds);
  }
  return given;
};

const write = (draw: Draw, action: 'create' | 'update' | 'delete'): Operation => {
  const { random, targets } = draw;
  const query = createQuery(draw);
  const uid = random.pick(API_UIDS);
  const type = typeOf(uid);
  const kinds = [`graphql.${action}`];
  const given = versionOf(draw, uid);
  const aim: Aim = { uid, documentIds: [], action, publishes: false };
  if (action !== 'create') {
    const { documentId, state } = targets.draw(uid);
    kinds.push(`target.${state}`);
    given.push(`documentId: ${variable(query, 'ID!', documentId)}`);
    aim.documentIds.push(documentId);
  }
  if (action === 'delete') {
    const named = given.filter((argument) => !argument.startsWith('status'));
    const field = `delete${type}${inBrackets(named)} { documentId }`;
    return toOperation(query, 'mutation', field, kinds, aim);
  }
  const data = input(draw, uid, 0.2, kinds);
  if (action === 'create') {
    data[TITLES[uid] ?? 'name'] = random.pick(NAMES);
    if (random.chance(0.7)) Object.assign(data, home(draw, uid));
  }
  given.push(`data: ${variable(query, `${type}Input!`, data)}`);
  aim.publishes = modelOf(uid).draftAndPublish && !given.includes('status: DRAFT');
  const field = `${action}${type}${inBrackets(given)} ${selection(query, uid)}`;
  return toOperation(query, 'mutation', field, kinds, aim);
};

/** Queries over GraphQL. */
export const graphqlReads: Door = { name: 'graphql.read', caller: 'user', weight: 14, draw: read };

/** Mutations over GraphQL. */
export const graphqlWrites: Door = {
  name: 'graphql.write',
  caller: 'user',
  weight: 14,
  draw: (draw) =>
    write(draw, draw.random.pick(['create', 'create', 'update', 'update', 'update', 'delete'])),
};
