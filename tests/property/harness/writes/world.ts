import type { WriteRules } from '../../generators/write-policy';
import { maskData } from '../../model/masks';
import type { HandPlacement, Level, Restriction, Right, Rules, Share } from '../../model/policy';
import { MODEL_UIDS } from '../../model/schema';
import type { DataSet, Json, Link, Row, Uid } from '../../model/types';
import { text } from '../../model/types';
import type { Visible } from '../../model/visibility';
import { createVisibility } from '../../model/visibility';
import type { RawRow, Snapshot } from './snapshot';
import type { End, Table } from './tables';

/** A link between two rows, wherever it is stored. */
export interface WorldLink {
  set: string;
  field: string;
  from: Node;
  to: Node;
  /** Whether `to` may be of any type. */
  isMorph: boolean;
}

/** A row. */
export interface Node {
  uid: Uid;
  id: number;
}

/** What a snapshot means: rows, links, and who may do what with them by the model. */
export interface World {
  data: DataSet;
  links: WorldLink[];
  row(node: Node): Row | undefined;
  /** The record that a row is part of: itself, or the record around a component. */
  record(node: Node): Node | undefined;
  /** The same for all states of a row that publishing replaces. */
  keyOf(node: Node): string;
  /** `uid|documentId` of the record that a row is part of. */
  documentOf(node: Node): string;
  versions(document: string): Node[];
  /** Whether a row of this key is there. */
  has(key: string): boolean;
  within(principal: string, right: Right): (node: Node) => boolean;
  /** Attributes of a row that show a principal something else than they hold. */
  maskedValues(principal: string, node: Node): Set<string>;
  /** Links of attributes that are hidden from a principal. */
  maskedLinks(principal: string): { set: string; from: Node; to: Node }[];
}

const toJson = (value: unknown): Json =>
  value instanceof Date ? value.toISOString() : ((value ?? null) as Json);

const endOf = (row: RawRow, { column, uid, typeColumn }: End): Node | null => {
  const id = Number(row[column] ?? 0);
  const type = uid ?? text(row[typeColumn ?? '']);
  return id === 0 || type === '' ? null : { uid: type, id };
};

const nodeKey = ({ uid, id }: Node) => `${uid}|${id}`;

interface Content {
  rows: Map<string, Row>;
  data: DataSet;
  links: WorldLink[];
}

const readContent = (snapshot: Snapshot, tables: Map<string, Table>): Content => {
  const content: Content = { rows: new Map(), data: { rows: {}, links: {} }, links: [] };
  const addLink = (
    set: string,
    field: string,
    from: Node | null,
    to: Node | null,
    isMorph: boolean
  ) => {
    if (!from || !to) return;
    content.links.push({ set, field, from, to, isMorph });
    const link: Link = {
      from: from.id,
      to: to.id,
      toType: to.uid,
      field,
      order: 0,
      inverseOrder: 0,
    };
    (content.data.links[set] ??= []).push(link);
  };
  for (const [name, raws] of snapshot) {
    const table = tables.get(name);
    if (table?.kind === 'links') {
      for (const raw of raws.values()) {
        const field = table.fieldColumn ? text(raw[table.fieldColumn]) : '';
        addLink(
          table.set,
          field,
          endOf(raw, table.from),
          endOf(raw, table.to),
          table.to.typeColumn !== undefined
        );
      }
      continue;
    }
    if (!table) continue;
    const { uid } = table;
    for (const raw of raws.values()) {
      const row: Row = { id: Number(raw.id) };
      for (const [attribute, column] of Object.entries(table.columns)) {
        if (attribute !== 'id') row[attribute] = toJson(raw[column]);
      }
      for (const { attribute, end } of table.keys) {
        const to = endOf(raw, end);
        row[`${attribute}@id`] = to?.id ?? null;
        if (end.typeColumn) row[`${attribute}@type`] = to?.uid ?? null;
        if (!to) continue;
        const isMorph = end.typeColumn !== undefined;
        content.links.push({
          set: `${uid}#${attribute}`,
          field: '',
          from: { uid, id: row.id },
          to,
          isMorph,
        });
      }
      content.rows.set(`${uid}|${row.id}`, row);
      if (MODEL_UIDS.includes(uid)) (content.data.rows[uid] ??= []).push(row);
    }
  }
  return content;
};

const recordOf = (raw: RawRow) => ({
  contentType: text(raw.content_type),
  documentId: text(raw.document_id),
});

const rowsOf = (snapshot: Snapshot, table: string): RawRow[] => [
  ...(snapshot.get(table)?.values() ?? []),
];

const readPlacements = (snapshot: Snapshot): HandPlacement[] =>
  rowsOf(snapshot, 'custodian_placements').map((raw) => ({
    ...recordOf(raw),
    owner: raw.owner_principal === null ? null : text(raw.owner_principal),
    group: raw.group_code === null ? null : text(raw.group_code),
  }));

/** SQLite keeps a moment as a number, the others as a date. */
const endOfTerm = ({ expires_at: end }: RawRow): string | null =>
  end === null ? null : new Date(end as Date | number | string).toISOString();

const readShares = (snapshot: Snapshot): Share[] =>
  rowsOf(snapshot, 'custodian_shares').map((raw) => ({
    ...recordOf(raw),
    principal: text(raw.principal),
    level: raw.level as Level,
    expiresAt: endOfTerm(raw),
  }));

const readRestrictions = (snapshot: Snapshot): Restriction[] =>
  rowsOf(snapshot, 'custodian_restrictions').map((raw) => ({
    ...recordOf(raw),
    kind: raw.kind as Restriction['kind'],
    expiresAt: endOfTerm(raw),
  }));

/** What of the database is masked for somebody, by comparison with what is shown. */
const createMasked = (rules: Rules, data: DataSet, rowOf: World['row']) => {
  const known = new Map<string, DataSet>();
  const shownTo = (principal: string): DataSet => {
    const shown = known.get(principal) ?? maskData(rules, data, principal);
    known.set(principal, shown);
    return shown;
  };
  const maskedValues: World['maskedValues'] = (principal, node) => {
    const shown = (shownTo(principal).rows[node.uid] ?? []).find(({ id }) => id === node.id);
    const real = rowOf(node) ?? { id: node.id };
    return new Set(
      Object.keys(shown ?? {}).filter(
        (name) => JSON.stringify(shown?.[name]) !== JSON.stringify(real[name])
      )
    );
  };
  const maskedLinks: World['maskedLinks'] = (principal) =>
    Object.entries(data.links).flatMap(([set, links]) => {
      const shown = new Set(shownTo(principal).links[set]);
      const uid = set.slice(0, set.indexOf('#'));
      return links
        .filter((link) => !shown.has(link))
        .map(({ from, to, toType }) => ({
          set,
          from: { uid, id: from },
          to: { uid: toType, id: to },
        }));
    });
  return { maskedValues, maskedLinks };
};

/** Reads a snapshot by Strapi's own description of its tables. */
export function createWorld(
  snapshot: Snapshot,
  tables: Map<string, Table>,
  rules: WriteRules
): World {
  const { rows, data, links } = readContent(snapshot, tables);
  const all: Rules = {
    ...rules,
    placements: readPlacements(snapshot),
    shares: readShares(snapshot),
    restrictions: readRestrictions(snapshot),
  };
  const parents = new Map<string, Node>();
  for (const { set, from, to } of links) {
    if (set.endsWith('#components')) parents.set(nodeKey(to), from);
  }
  const known = new Map<string, Visible>();
  const visibleTo = (principal: string, right: Right): Visible => {
    const key = `${principal}|${right}`;
    const before = known.get(key);
    if (before) return before;
    const made = createVisibility(all, data, principal, Date.now(), right);
    known.set(key, made);
    return made;
  };

  const row = (node: Node) => rows.get(nodeKey(node));
  const record = (node: Node): Node | undefined => {
    if (node.uid.includes('::')) return node;
    const parent = parents.get(nodeKey(node));
    return parent && record(parent);
  };
  const versionsOf = new Map<string, Node[]>();
  for (const [key, { id, documentId }] of rows) {
    const uid = key.slice(0, key.lastIndexOf('|'));
    const document = `${uid}|${text(documentId)}`;
    versionsOf.set(document, [...(versionsOf.get(document) ?? []), { uid, id }]);
  }
  const documentOf = (node: Node) => {
    const around = record(node);
    return around ? `${around.uid}|${text(row(around)?.documentId)}` : '';
  };

  const keyOf = (node: Node): string => {
    const found = row(node);
    if (!found || !node.uid.includes('::')) return nodeKey(node);
    const { documentId, locale, publishedAt } = found;
    const status = publishedAt ? 'published' : 'draft';
    return [node.uid, text(documentId) || node.id, text(locale), status].join('|');
  };
  let keys: Set<string> | undefined;
  const allKeys = () =>
    (keys ??= new Set(
      [...rows].map(([key, { id }]) => keyOf({ uid: key.slice(0, key.lastIndexOf('|')), id }))
    ));

  const { maskedValues, maskedLinks } = createMasked(all, data, row);

  return {
    maskedValues,
    maskedLinks,
    data,
    links,
    row,
    record,
    documentOf,
    keyOf,
    has: (key) => allKeys().has(key),
    versions: (document) => versionsOf.get(document) ?? [],
    within: (principal, right) => {
      const visible = visibleTo(principal, right);
      return (node) => {
        const around = record(node);
        const found = around && row(around);
        return found !== undefined && visible(around?.uid ?? '', found);
      };
    },
  };
}
