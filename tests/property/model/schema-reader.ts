import type { Attribute, Model, ScalarAttribute, ScalarType, Via } from './schema';
import type { SchemaAttribute, SchemaFile } from './schema-files';
import { SCHEMA_FILES } from './schema-files';
import type { Uid } from './types';
import { must } from './types';

const SCALARS: Record<string, ScalarType> = {
  string: 'string',
  text: 'string',
  email: 'string',
  enumeration: 'string',
  integer: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  json: 'json',
};

const searched = (type: ScalarType, searchable = true): ScalarAttribute['searched'] => {
  if (!searchable) return 'never';
  if (type === 'string') return 'always';
  return type === 'number' ? 'number' : 'never';
};

const scalar = (type: ScalarType, isPrivate = false, searchable = true): ScalarAttribute => ({
  kind: 'scalar',
  type,
  private: isPrivate,
  searched: searched(type, searchable),
});

const linkSet = (uid: Uid, name: string) => `${uid}#${name}`;

const relationVia = (uid: Uid, name: string, attribute: SchemaAttribute): Via => {
  const many = attribute.relation === 'oneToMany' || attribute.relation === 'manyToMany';
  if (attribute.useJoinTable === false) {
    return { kind: 'columns', local: `${name}@id`, remote: 'id' };
  }
  if (attribute.mappedBy === undefined) {
    return { kind: 'links', set: linkSet(uid, name), side: 'from', ordered: many };
  }
  const target = must(attribute.target, `target of ${name}`);
  const owner = must(
    SCHEMA_FILES[target]?.attributes[attribute.mappedBy],
    `owner of ${uid}.${name}`
  );
  if (owner.useJoinTable === false) {
    return { kind: 'columns', local: 'id', remote: `${attribute.mappedBy}@id` };
  }
  return { kind: 'links', set: linkSet(target, attribute.mappedBy), side: 'to', ordered: many };
};

const relation = (uid: Uid, name: string, attribute: SchemaAttribute): Attribute => {
  const kind = must(attribute.relation, `relation of ${name}`);
  if (kind === 'morphToOne') {
    return { kind: 'morph', form: 'relation', many: false, via: { kind: 'columns', name } };
  }
  if (kind === 'morphToMany') {
    const via = { kind: 'links' as const, set: linkSet(uid, name) };
    return { kind: 'morph', form: 'relation', many: true, via };
  }
  const target = must(attribute.target, `target of ${name}`);
  const base = { kind: 'relation' as const, form: 'relation' as const, target, private: false };
  if (kind === 'morphMany') {
    const by = must(attribute.morphBy, `morphBy of ${name}`);
    const remoteType = { column: `${by}@type`, uid };
    return {
      ...base,
      many: true,
      via: { kind: 'columns', local: 'id', remote: `${by}@id`, remoteType },
    };
  }
  return { ...base, many: kind.endsWith('ToMany'), via: relationVia(uid, name, attribute) };
};

const FILE_LINKS = 'plugin::upload.file#related';

const nested = (uid: Uid, name: string, attribute: SchemaAttribute): Attribute => {
  const set = linkSet(uid, 'components');
  if (attribute.type === 'dynamiczone') {
    return {
      kind: 'morph',
      form: 'dynamiczone',
      many: true,
      via: { kind: 'links', set, field: name },
    };
  }
  const isMedia = attribute.type === 'media';
  return {
    kind: 'relation',
    form: isMedia ? 'media' : 'component',
    target: isMedia ? 'plugin::upload.file' : must(attribute.component, `component of ${name}`),
    many: attribute.repeatable === true || attribute.multiple === true,
    via: isMedia
      ? { kind: 'links', set: FILE_LINKS, side: 'to', field: name, ofType: uid, ordered: true }
      : { kind: 'links', set, side: 'from', field: name, ordered: true },
    private: false,
  };
};

const toAttribute = (uid: Uid, name: string, attribute: SchemaAttribute): Attribute => {
  if (attribute.type === 'relation') return relation(uid, name, attribute);
  const type = SCALARS[attribute.type];
  return type
    ? scalar(type, attribute.private, attribute.searchable)
    : nested(uid, name, attribute);
};

/** What Strapi and its i18n plugin add to every content type. */
const systemAttributes = (uid: Uid, localized: boolean): Record<string, Attribute> => ({
  documentId: scalar('string'),
  createdAt: scalar('datetime'),
  updatedAt: scalar('datetime'),
  publishedAt: scalar('datetime'),
  locale: scalar('string', !localized),
  localizations: {
    kind: 'relation',
    form: 'relation',
    target: uid,
    many: true,
    via: { kind: 'columns', local: 'documentId', remote: 'documentId' },
    private: !localized,
  },
});

/** The model of a type, with what Strapi adds to its schema. */
export function toModel(uid: Uid, file: SchemaFile): Model {
  const isContentType = uid.includes('::');
  const localized = file.pluginOptions?.i18n?.localized === true;
  const own = Object.entries(file.attributes).map(
    ([name, attribute]) => [name, toAttribute(uid, name, attribute)] as const
  );
  return {
    uid,
    isContentType,
    draftAndPublish: file.options?.draftAndPublish === true,
    localized,
    attributes: {
      // Strapi always searches `id`; it has no schema attribute of that name.
      id: { ...scalar('id'), searched: 'always' },
      ...Object.fromEntries(own),
      ...(isContentType ? systemAttributes(uid, localized) : {}),
    },
  };
}
