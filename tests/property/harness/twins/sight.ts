import type { WriteRules } from '../../generators/write-policy';
import { maskData } from '../../model/masks';
import type { Level, Right, Rules } from '../../model/policy';
import { restrict } from '../../model/restrict';
import { SCHEMA_FILES } from '../../model/schema-files';
import { modelOf } from '../../model/schema';
import type { RelationAttribute } from '../../model/schema';
import { createDatabase } from '../../model/database';
import type { DataSet, Link, Row, Uid } from '../../model/types';
import { text } from '../../model/types';
import { createShared, isOpen, namesOf } from '../../model/shares';
import { createFacts, createVisibility, membershipsOf } from '../../model/visibility';
import type { Filling } from '../filling';
import { CONTENT_TYPES } from '../filling';

const RIGHTS: Right[] = ['create', 'read', 'update', 'delete', 'publish'];

/** What an actor sees of a filling, and what it may do there, under all its principals. */
export interface Sight {
  /** Everything that must be the same in two databases for the actor to find them the same. */
  signature: string;
  /** Whether one of the actor's principals sees a row; components follow their records. */
  sees(uid: Uid, id: number): boolean;
  /** Whether this one sees it. */
  seesAs(principal: string, uid: Uid, id: number): boolean;
  /** Whether one of them sees a link. */
  seesLink(set: string, link: Link): boolean;
}

const rulesOf = (rules: WriteRules, filling: Filling): Rules => ({
  ...rules,
  placements: filling.placements,
  shares: filling.shares,
  restrictions: filling.restrictions,
});

const keysOf = (data: DataSet): Set<string> =>
  new Set(Object.entries(data.rows).flatMap(([uid, rows]) => rows.map(({ id }) => `${uid}|${id}`)));

/** Ends of a link set at which a row takes one link only. */
const slotsOf = (set: string): ('from' | 'to')[] => {
  const [uid = '', name = ''] = set.split('#');
  const relation = SCHEMA_FILES[uid]?.attributes[name]?.relation ?? '';
  const slots: ('from' | 'to')[] = [];
  if (relation.endsWith('ToOne')) slots.push('from');
  if (relation.startsWith('oneTo')) slots.push('to');
  return slots;
};

/** Slots of visible rows that hold a link to something hidden (limit `hidden-slot`). */
const hiddenSlots = (data: DataSet, seen: Set<string>): string[] => {
  const ofLinks = Object.entries(data.links).flatMap(([set, links]) =>
    slotsOf(set).flatMap((slot) => {
      const ends = (link: Link) => {
        const from = `${set.slice(0, set.indexOf('#'))}|${link.from}`;
        const to = `${link.toType}|${link.to}`;
        return slot === 'from' ? [from, to] : [to, from];
      };
      return links
        .map(ends)
        .filter(([own = '', other = '']) => seen.has(own) && !seen.has(other))
        .map(([own]) => `${set}|${slot}|${own}`);
    })
  );
  const ofColumns = Object.entries(data.rows).flatMap(([uid, rows]) =>
    rows
      .filter(({ id }) => seen.has(`${uid}|${id}`))
      .flatMap((row) =>
        Object.entries(row).flatMap(([column, id]) => {
          const [name = '', part] = column.split('@');
          if (part !== 'id' || typeof id !== 'number') return [];
          const attribute = modelOf(uid).attributes[name];
          const to = attribute?.kind === 'relation' ? attribute.target : text(row[`${name}@type`]);
          return seen.has(`${to}|${id}`) ? [] : [`${uid}|${row.id}|${name}`];
        })
      )
  );
  return [...new Set([...ofLinks, ...ofColumns])].sort();
};

const LEVELS: Level[] = ['read', 'update', 'delete', 'share'];

/** What visible rows have from parents the actor cannot see (limit `hidden-parent`). */
const factsFromHidden = (
  rules: Rules,
  data: DataSet,
  seen: Set<string>,
  principals: string[]
): string[] => {
  const facts = createFacts(rules, data);
  const database = createDatabase(data);
  const now = Date.now();
  const shares = principals.map((principal) =>
    createShared(rules, database, principal, membershipsOf(rules, principal, now), now)
  );
  const ofParent = (uid: Uid, parent: Row): string[] => [
    ...facts.groups(uid, parent),
    ...shares.flatMap((isShared, index) =>
      LEVELS.filter((level) => isShared(uid, parent, [level])).map(
        (level) => `${principals[index]}: ${level}`
      )
    ),
  ];
  return Object.entries(rules.policy.contentTypes).flatMap(([uid, { group }]) => {
    if (!group || !('inherit' in group)) return [];
    const names = [group.inherit].flat();
    const ofRow = (row: Row) =>
      names.flatMap((name) => {
        const attribute = modelOf(uid).attributes[name] as RelationAttribute;
        return database
          .related(attribute, row)
          .filter(({ id }) => !seen.has(`${attribute.target}|${id}`))
          .flatMap((parent) => ofParent(attribute.target, parent))
          .map((fact) => `${uid}|${row.id}|${name}|${fact}`);
      });
    const rows = (data.rows[uid] ?? []).filter(({ id }) => seen.has(`${uid}|${id}`));
    return [...new Set(rows.flatMap(ofRow))].sort();
  });
};

/** Hidden versions of documents that the actor sees another version of (limit `partly-visible-document`). */
const hiddenVersions = (data: DataSet, seen: Set<string>): string[] =>
  CONTENT_TYPES.flatMap((uid) => {
    const rows = data.rows[uid] ?? [];
    const isSeen = ({ id }: Row) => seen.has(`${uid}|${id}`);
    const known = new Set(rows.filter(isSeen).map(({ documentId }) => documentId));
    return rows
      .filter((row) => known.has(row.documentId ?? null) && !isSeen(row))
      .map(({ id }) => `${uid}|${id}`);
  });

/** Shares in force that mean the actor, of records that it sees; nobody here may share a record. */
const knownShares = (
  rules: Rules,
  { data, shares }: Filling,
  seen: Set<string>,
  principals: string[]
) => {
  const now = Date.now();
  const names = new Set(
    principals.flatMap((principal) => [...namesOf(principal, membershipsOf(rules, principal, now))])
  );
  return shares.filter(
    ({ contentType, documentId, principal, expiresAt }) =>
      names.has(principal) &&
      isOpen(expiresAt, now) &&
      (data.rows[contentType] ?? []).some(
        (row) => row.documentId === documentId && seen.has(`${contentType}|${row.id}`)
      )
  );
};

/** Judges a filling by the model, as somebody with these principals. */
export function createSight(rules: WriteRules, filling: Filling, principals: string[]): Sight {
  const all = rulesOf(rules, filling);
  const { data } = filling;
  const views = principals.map((principal) =>
    restrict(maskData(all, data, principal), createVisibility(all, data, principal), data)
  );
  const keys = new Map(principals.map((name, index) => [name, keysOf(views[index] ?? data)]));
  const seen = new Set([...keys.values()].flatMap((own) => [...own]));
  const reach = principals.flatMap((principal) =>
    RIGHTS.map((right) => {
      const within = createVisibility(all, data, principal, Date.now(), right);
      return CONTENT_TYPES.flatMap((uid) =>
        (data.rows[uid] ?? [])
          .filter((row) => within(uid, row))
          .map(({ id }) => `${uid}|${id}`)
          // A right on what is not seen is no use, so it may differ.
          .filter((key) => seen.has(key))
      );
    })
  );
  const signature = JSON.stringify([
    views,
    reach,
    hiddenSlots(data, seen),
    factsFromHidden(all, data, seen, principals),
    knownShares(all, filling, seen, principals),
    hiddenVersions(data, seen),
  ]);
  return {
    signature,
    sees: (uid, id) => seen.has(`${uid}|${id}`),
    seesAs: (principal, uid, id) => keys.get(principal)?.has(`${uid}|${id}`) === true,
    seesLink: (set, link) =>
      views.some((view) =>
        view.links[set]?.some(
          ({ from, to, toType, field }) =>
            from === link.from && to === link.to && toType === link.toType && field === link.field
        )
      ),
  };
}
