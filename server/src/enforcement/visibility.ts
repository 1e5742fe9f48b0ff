import type { Actor, Right } from '../platform/actor';
import type { Dialect } from '../platform/dialect';
import { allOf, anyOf, id, joinSql, sql, type Predicate, type Sql } from '../platform/sql';
import { isLeftFile } from './left-files';
import type { AccessRule, Shape, ViewRule } from './access-rule';
import { belongs } from './belongs';
import type { FieldIndex } from './field-index';
import { createFieldMasks, type FieldMasks } from './field-masks';
import type { CopyColumns, Holders, LinkEnd, ParentLink, TableCatalogue } from './table-catalogue';

/** What the visibility of rows is compiled from. */
export interface VisibilityInput {
  readonly catalogue: TableCatalogue;
  readonly rule: AccessRule;
  readonly dialect: Dialect;
  readonly actor: Actor;
  readonly right: Right;
  readonly shape: Shape;
  /** Where the actor's masked attributes are; they are the same in all its statements. */
  readonly fields: FieldIndex;
  readonly nextAlias: () => string;
}

/** Answers, in SQL, whether rows and the records that columns point at are there for an actor. */
export interface Visibility {
  /** The row of a type behind an alias. */
  row(uid: string, alias: string): Predicate;
  /** The record at one end of a link row behind an alias. */
  end(end: LinkEnd, alias: string): Predicate;
  /** What field rules make of columns and links. */
  readonly masks: FieldMasks;
}

/** A polymorphic pointer is fine if it points at a type that nobody is kept from, or at a visible row. */
const morphTarget = (
  sensitive: readonly string[],
  followed: readonly string[],
  typeColumn: string,
  target: (uid: string) => Predicate
): Predicate => {
  const type = id(typeColumn);
  const list = joinSql(
    sensitive.map((uid) => sql`${uid}`),
    ', '
  );
  const targets = followed.map((uid) => ({ uid, visible: target(uid) }));
  const isOpen = targets.every(({ visible }) => visible === true);
  if (isOpen && followed.length === sensitive.length) return true;
  const branches = targets.map(({ uid, visible }) => allOf([sql`${type} = ${uid}`, visible]));
  return anyOf([sql`${type} not in (${list})`, sql`${type} is null`, ...branches]);
};

const aliased = (dialect: Dialect, table: string, alias: string): Sql =>
  sql`${dialect.table(table)} as ${id(alias)}`;

/** A file is there if it hangs on something that is there, or on nothing and never did on a record. */
const freeOrHeld = (
  { dialect, shape, nextAlias }: Pick<VisibilityInput, 'dialect' | 'shape' | 'nextAlias'>,
  { table, column }: Holders,
  file: string,
  link: { readonly alias: string; readonly visible: Predicate }
): Predicate => {
  if (link.visible === true) return true;
  const any = nextAlias();
  // Always row by row: `not in` of a set is slow where the set does not fit in memory.
  const held = belongs('key', `${file}.id`, `${any}.${column}`, aliased(dialect, table, any), true);
  // Once it has hung on a governed record it is not everybody's, whatever became of that record.
  const free = sql`(not ${held} and not ${isLeftFile(dialect, file, nextAlias())})`;
  if (link.visible === false) return free;
  const from = aliased(dialect, table, link.alias);
  return anyOf([free, belongs(shape, `${file}.id`, `${link.alias}.${column}`, from, link.visible)]);
};

/** Each type's rule is compiled once per statement, however often its table is named. */
const createRules = ({ rule, actor, right }: VisibilityInput) => {
  const rules = new Map<string, ViewRule>();
  return (uid: string): ViewRule => {
    const known = rules.get(uid) ?? rule.compileView(uid, actor, right);
    rules.set(uid, known);
    return known;
  };
};

/** A row that speaks about a record is there if one of the record's rows is. */
const aboutVisible = (
  { catalogue, dialect, shape, nextAlias, rule, actor }: VisibilityInput,
  parts: Pick<Visibility, 'row'> & { readonly ruleOf: (uid: string) => ViewRule },
  copy: CopyColumns,
  alias: string
): Predicate => {
  const governed = [...rule.governedTypes(actor)];
  const type = id(`${alias}.${copy.typeColumn}`);
  const about = governed.map((uid) => {
    // What is masked in the record stands in its copies as it is.
    if (copy.holdsValues && parts.ruleOf(uid).fields.length > 0) return false;
    const record = nextAlias();
    const visible = parts.row(uid, record);
    if (visible === false) return false;
    const from = sql`${dialect.table(catalogue.model(uid).tableName)} as ${id(record)}`;
    const document = `${alias}.${copy.documentColumn}`;
    return allOf([
      sql`${type} = ${uid}`,
      belongs(shape, document, `${record}.document_id`, from, visible),
    ]);
  });
  const list = joinSql(
    governed.map((uid) => sql`${uid}`),
    ', '
  );
  return anyOf([sql`${type} not in (${list})`, ...about]);
};

/** Creates the compiler of predicates for one statement of one actor. */
export const createVisibility = (input: VisibilityInput): Visibility => {
  const { catalogue, dialect, shape, nextAlias } = input;
  const ruleOf = createRules(input);
  const governed = input.rule.governedTypes(input.actor);
  const tableAs = (table: string, alias: string) => aliased(dialect, table, alias);
  const masks = createFieldMasks({ ...input, index: input.fields });

  const row = (uid: string, alias: string): Predicate => {
    if (governed.has(uid)) return ruleOf(uid).rows({ alias, shape, nextAlias });
    const holders = catalogue.holdersOf(uid);
    if (holders) return isHeld(holders, alias);
    if (!catalogue.sensitive.has(uid)) return true;
    const copy = catalogue.copyOf(uid);
    if (copy) return aboutVisible(input, { ruleOf, row }, copy, alias);
    const parents = catalogue.parentsOf(uid);
    const isOpen = ({ parentUid, table }: ParentLink) =>
      row(parentUid, alias) === true && !input.fields.links.has(table);
    if (parents.every(isOpen)) return true;
    // A component is there if the row is there that it belongs to.
    return anyOf(parents.map((link) => hangsOn(link, uid, alias)));
  };

  const hangsOn = (link: ParentLink, uid: string, alias: string): Predicate => {
    const [join, parent] = [nextAlias(), nextAlias()];
    const visible = row(link.parentUid, parent);
    if (visible === false) return false;
    const { tableName } = catalogue.model(link.parentUid);
    const links = tableAs(link.table, join);
    const on = sql`${id(`${parent}.id`)} = ${id(`${join}.${link.parentColumn}`)}`;
    const from =
      visible === true ? links : sql`${links} inner join ${tableAs(tableName, parent)} on ${on}`;
    const ofType = sql`${id(`${join}.${link.typeColumn}`)} = ${uid}`;
    const component = `${join}.${link.componentColumn}`;
    const where = allOf([ofType, visible, masks.link(link.table, join)]);
    return where !== false && belongs(shape, `${alias}.id`, component, from, where);
  };

  const isHeld = (holders: Holders, alias: string): Predicate => {
    const link = nextAlias();
    const visible = allOf([pointsAt(holders.end, link), masks.link(holders.table, link)]);
    return freeOrHeld(input, holders, alias, { alias: link, visible });
  };

  const target = (uid: string, column: string): Predicate => {
    if (!catalogue.sensitive.has(uid) && !catalogue.held.includes(uid)) return true;
    const alias = nextAlias();
    const visible = row(uid, alias);
    if (typeof visible === 'boolean') return visible;
    const from = tableAs(catalogue.model(uid).tableName, alias);
    return belongs(shape, column, `${alias}.id`, from, visible);
  };

  const pointsAt = (end: LinkEnd, alias: string): Predicate => {
    const column = `${alias}.${end.column}`;
    if (end.kind === 'typed') return target(end.uid, column);
    // A file may hang on a file; following that as well would never end.
    const records = [...catalogue.sensitive].filter((uid) => !catalogue.copyOf(uid));
    const all = [...records, ...(end.only ? [] : catalogue.held)];
    const type = `${alias}.${end.typeColumn}`;
    return morphTarget(all, end.only ?? all, type, (uid) => target(uid, column));
  };

  return {
    row,
    end: pointsAt,
    masks,
  };
};
