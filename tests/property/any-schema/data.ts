import type { Core } from '@strapi/strapi';
import { place } from '../../support/custodian';
import type { Random } from '../generators/random';
import { MARKET, type Attribute, type GeneratedSchema, type GeneratedType } from './schema';

/** A document of the run; `hidden` are those that the actor has no business in. */
export interface Doc {
  type: GeneratedType;
  documentId: string;
  hidden: boolean;
}

type Input = Record<string, unknown>;

/** The parts of the document service that the run needs, of any type. */
interface Documents {
  create(input: Input): Promise<{ documentId: string }>;
  update(input: Input): Promise<unknown>;
  publish(input: Input): Promise<unknown>;
  delete(input: Input): Promise<unknown>;
}

export const documentsOf = (strapi: Core.Strapi, uid: string) =>
  strapi.documents(uid as never) as unknown as Documents;

/** In every text of a hidden record, and nowhere else. */
export const CANARY = 'HIDDENVALUE';

const DOCUMENTS_PER_TYPE = 10;

const NESTED = ['relation', 'component', 'dynamiczone'];

const isMany = ({ relation = '' }: Attribute) => relation.endsWith('Many');

/** A value for a scalar; texts of hidden records carry the canary. */
const scalar = (random: Random, { type, ...rest }: Attribute, hidden: boolean): unknown => {
  const word = hidden ? `${CANARY}${random.integer(1, 99)}` : `seen${random.integer(1, 9)}`;
  const number = random.integer(0, 9) + (hidden ? 100 : 0);
  const day = `20${hidden ? 30 : 20}-0${random.integer(1, 9)}-11`;
  switch (type) {
    case 'integer':
      return number;
    case 'biginteger':
      return String(number);
    case 'float':
    case 'decimal':
      return number + 0.5;
    case 'boolean':
      return random.chance(0.5);
    case 'date':
      return day;
    case 'datetime':
    case 'timestamp':
      return `${day}T10:00:00.000Z`;
    case 'time':
      return `1${random.integer(0, 9)}:00:00.000`;
    case 'enumeration':
      return random.pick(rest.enum as string[]);
    case 'json':
      return { a: word };
    case 'blocks':
      return [{ type: 'paragraph', children: [{ type: 'text', text: word }] }];
    case 'email':
      return `${word}@example.test`;
    default:
      return word;
  }
};

interface Filling {
  random: Random;
  schema: GeneratedSchema;
  /** Documents that relations may lead to. */
  targets: (uid: string) => string[];
}

/** Whether the actor may not see it: the record, or the field. */
type Hides = (field: string) => boolean;

const component = (filling: Filling, uid: string, hides: Hides, path: string): Input => {
  const found = filling.schema.components.find((one) => one.uid === uid);
  return fill(filling, found?.attributes ?? {}, (name) => hides(`${path}.${name}`));
};

const relation = ({ random, targets }: Filling, attribute: Attribute): unknown => {
  if (attribute.target === undefined) return undefined;
  const chosen = random.some(targets(attribute.target), isMany(attribute) ? 3 : 1);
  return isMany(attribute) ? chosen : (chosen[0] ?? null);
};

const zone = (filling: Filling, components: string[], hides: Hides, path: string) =>
  filling.random.some([...components, ...components], 3).map((uid) => ({
    __component: uid,
    ...component(filling, uid, hides, `${path}[${uid}]`),
  }));

const valueOf = (filling: Filling, attribute: Attribute, hides: Hides, name: string): unknown => {
  const { random } = filling;
  if (attribute.type === 'relation') return relation(filling, attribute);
  if (attribute.type === 'dynamiczone')
    return zone(filling, attribute.components ?? [], hides, name);
  if (attribute.type !== 'component')
    return random.chance(0.15) ? null : scalar(random, attribute, hides(name));
  const make = () => component(filling, attribute.component ?? '', hides, name);
  return attribute.repeatable ? [make(), make()].slice(random.integer(0, 1)) : make();
};

/** Values for attributes, without the inverse sides and those that place the record. */
function fill(filling: Filling, attributes: Record<string, Attribute>, hides: Hides): Input {
  const entries = Object.entries(attributes).flatMap(([name, attribute]) => {
    const isLeft = name === MARKET || name === 'parent' || attribute.mappedBy || attribute.morphBy;
    const value = isLeft ? undefined : valueOf(filling, attribute, hides, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

const hiding =
  ({ masks }: GeneratedType, hidden: boolean): Hides =>
  (field) =>
    hidden || field in masks;

/** Only what cannot take a link away from a record that is seen: many to many, or none at all. */
const harmless = (type: GeneratedType, data: Input): Input =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const attribute = type.attributes[name];
      if (attribute?.type !== 'relation') return [name, value];
      if (attribute.relation === 'manyToMany') return [name, value];
      return [name, isMany(attribute) ? [] : null];
    })
  );

const scalarsOf = ({ attributes }: GeneratedType) =>
  Object.fromEntries(Object.entries(attributes).filter(([, { type }]) => !NESTED.includes(type)));

/** Creates the records of a run, the hidden ones among the others. */
export async function createData(strapi: Core.Strapi, schema: GeneratedSchema, random: Random) {
  const docs: Doc[] = [];
  const idsOf = (uid: string, only: (doc: Doc) => boolean = () => true) =>
    docs.filter((doc) => doc.type.uid === uid && only(doc)).map(({ documentId }) => documentId);

  const create = async (
    type: GeneratedType,
    hidden: boolean,
    targets: (uid: string) => string[] = () => []
  ) => {
    const filling: Filling = { random, schema, targets };
    const parents = idsOf(schema.types[0]?.uid ?? '', (doc) => doc.hidden === hidden);
    const placed = {
      [MARKET]: hidden ? 'S' : 'N',
      ...(type.place === 'inherit' ? { parent: random.pick(parents) } : {}),
    };
    const data = {
      ...harmless(type, fill(filling, type.attributes, hiding(type, hidden))),
      ...placed,
    };
    const { documentId } = await documentsOf(strapi, type.uid).create({ data });
    // While there are no links: those lead to documents of the same locale, which most are not there in.
    if (
      type.localized &&
      docs.length < DOCUMENTS_PER_TYPE * schema.types.length &&
      random.chance(0.5)
    ) {
      const other = {
        ...fill(filling, scalarsOf(type), hiding(type, hidden)),
        [MARKET]: placed[MARKET],
      };
      await documentsOf(strapi, type.uid).update({ documentId, data: other, locale: 'nl' });
    }
    const doc = { type, documentId, hidden };
    if (type.place === 'assigned')
      await place(strapi, { contentType: type.uid, documentId, group: hidden ? 'south' : 'north' });
    docs.push(doc);
    return doc;
  };

  for (const type of schema.types)
    for (let count = 0; count < DOCUMENTS_PER_TYPE; count += 1)
      await create(type, type.place !== 'open' && random.chance(0.5));

  for (const { type, documentId, hidden } of docs) {
    const filling: Filling = { random, schema, targets: (uid) => idsOf(uid) };
    const data = fill(filling, type.attributes, hiding(type, hidden));
    const documents = documentsOf(strapi, type.uid);
    await documents.update({ documentId, data });
    if (type.drafts && random.chance(0.6)) await documents.publish({ documentId, locale: '*' });
  }
  return { docs, create, idsOf };
}

export type Data = Awaited<ReturnType<typeof createData>>;

const asColumn = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/** Gives masked fields of all records other values; what is null stays so. */
async function changeMasked(strapi: Core.Strapi, random: Random, { types }: GeneratedSchema) {
  for (const { uid, attributes, masks } of types) {
    const { tableName, attributes: columns } = strapi.db.metadata.get(uid);
    for (const field of Object.keys(masks)) {
      const attribute = attributes[field];
      // Moments are kept differently by each database; their first values stay.
      if (!attribute || ['datetime', 'timestamp', 'boolean'].includes(attribute.type)) continue;
      const column = (columns[field] as { columnName?: string }).columnName ?? field;
      const value = asColumn(scalar(random, attribute, true));
      await strapi.db
        .connection(tableName)
        .whereNotNull(column)
        .update({ [column]: value });
    }
  }
}

/** Changes, deletes and adds hidden records and changes masked values, in ways that leave all others as they are. */
export async function changeHidden(
  strapi: Core.Strapi,
  schema: GeneratedSchema,
  random: Random,
  { docs, create, idsOf }: Data
) {
  const filling: Filling = {
    random,
    schema,
    targets: (uid) => idsOf(uid),
  };
  for (const doc of docs.filter(({ hidden }) => hidden)) {
    const documents = documentsOf(strapi, doc.type.uid);
    const { documentId, type } = doc;
    if (type !== schema.types[0] && random.chance(0.15)) {
      await documents.delete({ documentId, locale: '*' });
      docs.splice(docs.indexOf(doc), 1);
    } else if (random.chance(0.7)) {
      const data = harmless(
        type,
        fill(filling, type.attributes, () => true)
      );
      await documents.update({ documentId, data });
      if (type.drafts && random.chance(0.5)) await documents.publish({ documentId, locale: '*' });
    }
  }
  for (const type of schema.types)
    if (type.place !== 'open') await create(type, true, (uid) => idsOf(uid));
  await changeMasked(strapi, random, schema);
}
