import type { Actor, Right } from '../platform/actor';
import type { Dialect } from '../platform/dialect';
import {
  allOf,
  anyOf,
  id,
  joinSql,
  sql,
  toCondition,
  type Predicate,
  type Sql,
} from '../platform/sql';
import type { AccessRule, RowContext, Shape, ViewRule } from './access-rule';
import type { CopyColumns, LinkEnd, ParentLink, TableCatalogue } from './table-catalogue';

/** What the visibility of rows is compiled from. */
export interface VisibilityInput {
  readonly catalogue: TableCatalogue;
  readonly rule: AccessRule;
  readonly dialect: Dialect;
  readonly actor: Actor;
  readonly right: Right;
  readonly shape: Shape;
  readonly nextAlias: () => string;
}

/** Answers, in SQL, whether rows and the records that columns point at are there for an actor. */
export interface Visibility {
  /** The row of a type behind an alias. */
  row(uid: string, alias: string): Predicate;
  /** The record at one end of a link row behind an alias. */
  end(end: LinkEnd, alias: string): Predicate;
  /** Masked columns of a governed type, for the row behind an alias. */
  masks(uid: string, alias: string): ReadonlyMap<string, Sql>;
}

/**
 * Rows of `inner` that belong to `outer`: asked row by row where few rows are looked at, as a set
 * otherwise. Under a page's `limit` PostgreSQL would still compute the set; `offset 0` keeps it from
 * that, and means nothing to the others.
 */
export const belongs = (
  shape: Shape,
  outer: string,
  inner: string,
  from: Sql,
  where: Predicate
): Sql => {
  const condition = toCondition(where);
  if (shape === 'all')
    return sql`${id(outer)} in (select ${id(inner)} from ${from} where ${condition})`;
  if (shape === 'array')
    return sql`${id(outer)} = any(array(select ${id(inner)} from ${from} where ${condition}))`;
  const match = sql`select 1 from ${from} where ${id(inner)} = ${id(outer)} and ${condition}`;
  return shape === 'page' ? sql`exists (${match} limit 1 offset 0)` : sql`exists (${match})`;
};

/** A polymorphic pointer is fine if it points at a type that nobody is kept from, or at a visible row. */
const morphTarget = (
  sensitive: readonly string[],
  typeColumn: string,
  target: (uid: string) => Predicate
): Predicate => {
  const type = id(typeColumn);
  const list = joinSql(
    sensitive.map((uid) => sql`${uid}`),
    ', '
  );
  const branches = sensitive.map((uid) => {
    const visible = target(uid);
    return visible === false ? false : allOf([sql`${type} = ${uid}`, visible]);
  });
  return anyOf([sql`${type} not in (${list})`, sql`${type} is null`, ...branches]);
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
    if (copy.holdsValues && parts.ruleOf(uid).columns.size > 0) return false;
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
  const context = (alias: string): RowContext => ({ alias, shape, nextAlias });
  const tableAs = (table: string, alias: string) => sql`${dialect.table(table)} as ${id(alias)}`;

  const row = (uid: string, alias: string): Predicate => {
    if (governed.has(uid)) return ruleOf(uid).rows(context(alias));
    if (!catalogue.sensitive.has(uid)) return true;
    const copy = catalogue.copyOf(uid);
    if (copy) return aboutVisible(input, { ruleOf, row }, copy, alias);
    const parents = catalogue.parentsOf(uid);
    if (parents.every(({ parentUid }) => row(parentUid, alias) === true)) return true;
    // A component is there if the row is there that it belongs to.
    return anyOf(parents.map((link) => hangsOn(link, uid, alias)));
  };

  const hangsOn = (link: ParentLink, uid: string, alias: string): Predicate => {
    const [join, parent] = [nextAlias(), nextAlias()];
    const visible = row(link.parentUid, parent);
    if (visible === false) return false;
    const { tableName } = catalogue.model(link.parentUid);
    const links = tableAs(link.table, join);
    const from =
      visible === true
        ? links
        : sql`${links} inner join ${tableAs(tableName, parent)} on ${id(`${parent}.id`)} = ${id(`${join}.${link.parentColumn}`)}`;
    const ofType = sql`${id(`${join}.${link.typeColumn}`)} = ${uid}`;
    const component = `${join}.${link.componentColumn}`;
    return belongs(shape, `${alias}.id`, component, from, allOf([ofType, visible]));
  };

  const target = (uid: string, column: string): Predicate => {
    if (!catalogue.sensitive.has(uid)) return true;
    const alias = nextAlias();
    const visible = row(uid, alias);
    if (typeof visible === 'boolean') return visible;
    return belongs(
      shape,
      column,
      `${alias}.id`,
      tableAs(catalogue.model(uid).tableName, alias),
      visible
    );
  };

  return {
    row,
    end(end, alias) {
      const column = `${alias}.${end.column}`;
      if (end.kind === 'typed') return target(end.uid, column);
      const type = `${alias}.${end.typeColumn}`;
      const records = [...catalogue.sensitive].filter((uid) => !catalogue.copyOf(uid));
      return morphTarget(records, type, (uid) => target(uid, column));
    },
    masks(uid, alias) {
      if (!governed.has(uid)) return new Map();
      const masks = [...ruleOf(uid).columns];
      return new Map(masks.map(([column, mask]) => [column, mask(context(alias))]));
    },
  };
};
