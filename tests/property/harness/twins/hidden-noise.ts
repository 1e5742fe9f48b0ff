import type { Random } from '../../generators/random';
import { COUNTRIES, NAMES, NUMBERS, documentId } from '../../generators/values';
import type { Attribute } from '../../model/schema';
import { modelOf } from '../../model/schema';
import { SCHEMA_FILES } from '../../model/schema-files';
import type { DataSet, Json, Link, Row, Uid } from '../../model/types';
import { text } from '../../model/types';
import type { Filling } from '../filling';
import type { Noise, NoiseSource } from './noise';
import { hiddenRows, pickDocument, pickHidden } from './noise';
import { valuesMasked } from './masked-noise';
import { restrictions, shares } from './sharing-noise';

const randomValue = (random: Random, name: string, attribute: Attribute): Json | undefined => {
  if (attribute.kind !== 'scalar' || ['locale', 'documentId', 'publishedAt'].includes(name))
    return undefined;
  if (name === 'country' || name === 'market') return random.pick(COUNTRIES);
  if (attribute.type === 'number') return random.pick(NUMBERS);
  if (
    attribute.type === 'string' &&
    !['industry', 'stage', 'kind', 'priority', 'colour'].includes(name)
  )
    return random.pick(NAMES);
  return undefined;
};

const randomValues = (random: Random, uid: Uid): Record<string, Json> => {
  const given: Record<string, Json> = {};
  for (const [name, attribute] of Object.entries(modelOf(uid).attributes)) {
    const value = random.chance(0.6) ? randomValue(random, name, attribute) : undefined;
    if (value !== undefined) given[name] = value;
  }
  return given;
};

const withRows = (filling: Filling, uid: Uid, change: (rows: Row[]) => Row[]): Filling => ({
  ...filling,
  data: {
    ...filling.data,
    rows: { ...filling.data.rows, [uid]: change(filling.data.rows[uid] ?? []) },
  },
});

const withLinks = (filling: Filling, set: string, change: (links: Link[]) => Link[]): Filling => ({
  ...filling,
  data: {
    ...filling.data,
    links: { ...filling.data.links, [set]: change(filling.data.links[set] ?? []) },
  },
});

const rowsChanged: Noise = (source) => {
  const hidden = pickHidden(source);
  if (!hidden) return null;
  const { uid, row } = hidden;
  const values = randomValues(source.random, uid);
  return {
    kind: 'rowsChanged',
    what: `${uid} ${row.id} (${text(row.documentId)}) becomes ${JSON.stringify(values)}`,
    apply: (filling) =>
      withRows(filling, uid, (rows) =>
        rows.map((item) => (item.id === row.id ? { ...item, ...values } : item))
      ),
  };
};

/** Takes rows away with every link and foreign key to them. */
const dropRows = (data: DataSet, uid: Uid, ids: Set<number>): DataSet => {
  const isGone = (type: Uid, id: number) => type === uid && ids.has(id);
  const cut = (type: Uid, row: Row): Row => {
    const copy = { ...row };
    for (const [column, value] of Object.entries(row)) {
      const [name = '', part] = column.split('@');
      if (part !== 'id' || typeof value !== 'number') continue;
      const attribute = modelOf(type).attributes[name];
      const to = attribute?.kind === 'relation' ? attribute.target : text(row[`${name}@type`]);
      if (!isGone(to, value)) continue;
      copy[column] = null;
      if (attribute?.kind === 'morph') copy[`${name}@type`] = null;
    }
    return copy;
  };
  return {
    rows: Object.fromEntries(
      Object.entries(data.rows).map(([type, rows]) => [
        type,
        rows.filter(({ id }) => !isGone(type, id)).map((row) => cut(type, row)),
      ])
    ),
    links: Object.fromEntries(
      Object.entries(data.links).map(([set, links]) => [
        set,
        links.filter(
          ({ from, to, toType }) =>
            !isGone(set.slice(0, set.indexOf('#')), from) && !isGone(toType, to)
        ),
      ])
    ),
  };
};

const rowsRemoved: Noise = (source) => {
  const hidden = pickHidden(source);
  if (!hidden) return null;
  const { uid, row } = hidden;
  return {
    kind: 'rowsRemoved',
    what: `${uid} ${text(row.documentId)} is not there`,
    apply: (filling) => {
      const versions = (filling.data.rows[uid] ?? []).filter(
        (item) => item.documentId === row.documentId
      );
      const ids = new Set(versions.map(({ id }) => id));
      const isOther = (item: { contentType: Uid; documentId: string }) =>
        item.contentType !== uid || item.documentId !== row.documentId;
      return {
        data: dropRows(filling.data, uid, ids),
        placements: filling.placements.filter(isOther),
        shares: filling.shares.filter(isOther),
        restrictions: filling.restrictions.filter(isOther),
      };
    },
  };
};

/** Added rows have ids and document ids of their own. */
const FIRST_ADDED = 1000;

const rowsAdded: Noise = (source) => {
  const hidden = pickHidden(source);
  if (!hidden) return null;
  const { random } = source;
  const { uid, row } = hidden;
  // Document ids that the generators of requests use, whether they exist or not.
  const added = documentId(uid, random.integer(25, 40));
  const values = randomValues(random, uid);
  const id = FIRST_ADDED + random.integer(1, 100_000);
  const copy: Row = { ...row, ...values, id, documentId: added };
  const sources = Object.entries(source.filling.data.links).flatMap(([set, links]) =>
    set.startsWith(`${uid}#`) && !set.endsWith('#components')
      ? links.filter(({ from }) => from === row.id).map((link) => ({ set, link }))
      : []
  );
  return {
    kind: 'rowsAdded',
    what: `${uid} ${id} ${JSON.stringify(copy)}`,
    apply: (filling) => {
      const grown = withRows(filling, uid, (rows) => [...rows, copy]);
      return sources.reduce(
        (result, { set, link }) =>
          withLinks(result, set, (links) => [
            ...links,
            { ...link, from: id, inverseOrder: link.inverseOrder + 0.5 },
          ]),
        grown
      );
    },
  };
};

/** Sets of links that may be hidden although both ends are seen; whether they are shows in the views. */
const MASKED_SETS = ['api::account.account#tags', 'api::contact.contact#tags'];

const mayBeHidden = ({ sight }: NoiseSource, set: string, { from, to, toType }: Link) =>
  MASKED_SETS.includes(set) ||
  !sight.sees(set.slice(0, set.indexOf('#')), from) ||
  !sight.sees(toType, to);

const linksRemoved: Noise = (source) => {
  const hidden = Object.entries(source.filling.data.links).flatMap(([set, links]) =>
    links.filter((link) => !source.sight.seesLink(set, link)).map((link) => ({ set, link }))
  );
  if (hidden.length === 0) return null;
  const { set, link } = source.random.pick(hidden);
  return {
    kind: 'linksRemoved',
    what: `${set} ${link.from} -> ${link.toType} ${link.to} ${link.field} is not there`,
    apply: (filling) =>
      withLinks(filling, set, (links) =>
        links.filter(
          (item) => item.from !== link.from || item.to !== link.to || item.field !== link.field
        )
      ),
  };
};

/** Relations that have a table of their own. */
const RELATION_SETS = Object.entries(SCHEMA_FILES).flatMap(([uid, { attributes }]) =>
  Object.entries(attributes).flatMap(
    ([name, { type, relation, target, mappedBy, useJoinTable }]) =>
      type === 'relation' &&
      target &&
      !mappedBy &&
      useJoinTable !== false &&
      relation !== 'morphMany'
        ? [{ set: `${uid}#${name}`, from: uid, to: target }]
        : []
  )
);

const linksAdded: Noise = (source) => {
  const { random, filling } = source;
  const { set, from, to } = random.pick(RELATION_SETS);
  const sources = filling.data.rows[from] ?? [];
  const targets = filling.data.rows[to] ?? [];
  if (sources.length === 0 || targets.length === 0) return null;
  const link: Link = {
    from: random.pick(sources).id,
    to: random.pick(targets).id,
    toType: to,
    field: '',
    order: random.pick([0.5, 1, 2, 9]),
    inverseOrder: random.pick([0.5, 1, 2, 9]),
  };
  if (!mayBeHidden(source, set, link)) return null;
  const isSame = (item: Link) => item.from === link.from && item.to === link.to;
  return {
    kind: 'linksAdded',
    what: `${set} ${link.from} -> ${to} ${link.to}`,
    apply: (current) => {
      const exists = (uid: Uid, id: number) =>
        (current.data.rows[uid] ?? []).some((row) => row.id === id);
      if (!exists(from, link.from) || !exists(to, link.to)) return current;
      return withLinks(current, set, (links) => (links.some(isSame) ? links : [...links, link]));
    },
  };
};

/** Foreign keys instead of link tables: of hidden tickets and activities. */
const columnLinks: Noise = (source) => {
  const { random, filling } = source;
  const rows = hiddenRows(source).filter(({ row }) =>
    Object.keys(row).some((column) => column.endsWith('@id'))
  );
  if (rows.length === 0) return null;
  const { uid, row } = random.pick(rows);
  const column = Object.keys(row).find((name) => name.endsWith('@id')) ?? '';
  const name = column.slice(0, -'@id'.length);
  const to = uid === 'api::ticket.ticket' ? 'api::account.account' : text(row[`${name}@type`]);
  const targets = filling.data.rows[to] ?? [];
  if (targets.length === 0) return null;
  const id = random.pick(targets).id;
  return {
    kind: 'columnLinks',
    what: `${uid} ${row.id} ${column} = ${to} ${id}`,
    apply: (current) =>
      (current.data.rows[to] ?? []).some((target) => target.id === id)
        ? withRows(current, uid, (all) =>
            all.map((item) => (item.id === row.id ? { ...item, [column]: id } : item))
          )
        : current,
  };
};

const placements: Noise = (source) => {
  // Of a record that is seen in part, the placement may be known.
  const hidden = pickDocument(source, true);
  if (!hidden) return null;
  const { random } = source;
  const { contentType, documentId: id } = hidden;
  const owner = random.maybe(0.7, () => random.pick(['user:2', 'token:1', 'user:77']));
  const group = random.maybe(0.7, () => random.pick(['emea', 'nordics', 'benelux', 'apac']));
  return {
    kind: 'placements',
    what: `${contentType} ${id}: owner ${text(owner)}, group ${text(group)}`,
    apply: (filling) => ({
      ...filling,
      placements: [
        ...filling.placements.filter(
          (item) => item.contentType !== contentType || item.documentId !== id
        ),
        { contentType, documentId: id, owner, group },
      ],
    }),
  };
};

/**
 * Everything that can differ between twins, one function a kind. To add a kind (files), add what it
 * fills to `Filling`, what it decides to `createSight`, and a function here.
 */
export const hiddenNoise: Record<string, Noise> = {
  rowsChanged,
  rowsRemoved,
  rowsAdded,
  linksRemoved,
  linksAdded,
  columnLinks,
  placements,
  shares,
  restrictions,
  valuesMasked,
};
