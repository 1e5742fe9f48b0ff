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
import type { GovernedTable, LinkEnd, TableCatalogue } from './table-catalogue';

/** Prefix of every alias inside a view. The tripwire knows our own SQL by it. */
export const VIEW_ALIAS_PREFIX = '_custodian_';

/** What a view is compiled from. */
export interface ViewInput {
  readonly catalogue: TableCatalogue;
  readonly rule: AccessRule;
  readonly dialect: Dialect;
  readonly actor: Actor;
  readonly right: Right;
  readonly shape: Shape;
  /** Real columns of a table, asked of the database once; needed where a column is replaced. */
  columnsOf(table: string): readonly string[];
}

/** The derived table's parts: `select <columns> from <table> as <alias> where <condition>`. */
export interface View {
  readonly columns: Sql;
  readonly from: Sql;
  readonly condition: Sql;
}

/** Rows of `inner` that belong to `outer`: correlated for few keys, as a set otherwise. */
export const belongs = (
  shape: Shape,
  outer: string,
  inner: string,
  from: Sql,
  where: Predicate
): Sql =>
  shape === 'key'
    ? sql`exists (select 1 from ${from} where ${id(inner)} = ${id(outer)} and ${toCondition(where)})`
    : sql`${id(outer)} in (select ${id(inner)} from ${from} where ${toCondition(where)})`;

const createVisibility = (input: ViewInput, nextAlias: () => string) => {
  const { catalogue, dialect, shape } = input;
  const rules = new Map<string, ViewRule>();
  const ruleOf = (uid: string): ViewRule => {
    const known = rules.get(uid);
    if (known) return known;
    const rule = input.rule.compileView(uid, input.actor, input.right);
    rules.set(uid, rule);
    return rule;
  };
  const context = (alias: string): RowContext => ({ alias, shape, nextAlias });
  const governed = input.rule.governedTypes(input.actor);

  /** Whether the row of a type behind an alias is there for the actor. */
  const rowVisible = (uid: string, alias: string): Predicate => {
    if (governed.has(uid)) return ruleOf(uid).rows(context(alias));
    if (!catalogue.sensitive.has(uid)) return true;
    return anyOf(catalogue.parentsOf(uid).map((link) => parentVisible(link, uid, alias)));
  };

  const parentVisible = (
    link: ReturnType<TableCatalogue['parentsOf']>[number],
    uid: string,
    alias: string
  ): Predicate => {
    const [join, parent] = [nextAlias(), nextAlias()];
    const visible = rowVisible(link.parentUid, parent);
    if (visible === false) return false;
    const ofType = sql`${id(`${join}.${link.typeColumn}`)} = ${uid}`;
    const table = sql`${dialect.table(link.table)} as ${id(join)}`;
    const from =
      visible === true
        ? table
        : sql`${table} inner join ${dialect.table(catalogue.model(link.parentUid).tableName)} as ${id(parent)} on ${id(`${parent}.id`)} = ${id(`${join}.${link.parentColumn}`)}`;
    return belongs(
      shape,
      `${alias}.id`,
      `${join}.${link.componentColumn}`,
      from,
      allOf([ofType, visible])
    );
  };

  /** Whether the record that a column points at is there for the actor. */
  const targetVisible = (uid: string, column: string): Predicate => {
    if (!catalogue.sensitive.has(uid)) return true;
    const target = nextAlias();
    const visible = rowVisible(uid, target);
    if (typeof visible === 'boolean') return visible;
    const from = sql`${dialect.table(catalogue.model(uid).tableName)} as ${id(target)}`;
    return belongs(shape, column, `${target}.id`, from, visible);
  };

  const endVisible = (end: LinkEnd, alias: string): Predicate => {
    const column = `${alias}.${end.column}`;
    if (end.kind === 'typed') return targetVisible(end.uid, column);
    const type = id(`${alias}.${end.typeColumn}`);
    const uids = [...catalogue.sensitive];
    const others = joinSql(
      uids.map((uid) => sql`${uid}`),
      ', '
    );
    const branches = uids.map((uid): Predicate => {
      const visible = targetVisible(uid, column);
      return visible === false ? false : allOf([sql`${type} = ${uid}`, visible]);
    });
    return anyOf([sql`${type} not in (${others})`, sql`${type} is null`, ...branches]);
  };

  return { rowVisible, endVisible, ruleOf, context, governed };
};

type Visibility = ReturnType<typeof createVisibility>;

/** Columns that the actor sees replaced: masks of the access rule, and pointers at hidden records. */
const replacedColumns = (
  table: Extract<GovernedTable, { kind: 'record' }>,
  alias: string,
  visibility: Visibility
): Map<string, Sql> => {
  const replaced = new Map<string, Sql>();
  if (visibility.governed.has(table.uid)) {
    for (const [column, mask] of visibility.ruleOf(table.uid).columns)
      replaced.set(column, mask(visibility.context(alias)));
  }
  for (const end of table.references) {
    const visible = visibility.endVisible(end, alias);
    if (visible === true) continue;
    const columns = end.kind === 'morph' ? [end.column, end.typeColumn] : [end.column];
    for (const column of columns)
      replaced.set(
        column,
        sql`case when ${toCondition(visible)} then ${id(`${alias}.${column}`)} end`
      );
  }
  return replaced;
};

const selectColumns = (names: readonly string[], alias: string, replaced: Map<string, Sql>): Sql =>
  joinSql(
    names.map((name) => {
      const expression = replaced.get(name);
      return expression ? sql`${expression} as ${id(name)}` : sql`${id(`${alias}.${name}`)}`;
    }),
    ', '
  );

/**
 * Compiles an actor's view of one table, or null where the actor sees the table as it is.
 * Unknown situations cannot arise: each table kind lists what it needs, and a predicate that has no
 * branch is `false`.
 */
export const compileTableView = (
  tableName: string,
  table: GovernedTable,
  input: ViewInput
): View | null => {
  let count = 0;
  const nextAlias = () => `${VIEW_ALIAS_PREFIX}${(count += 1)}`;
  const alias = nextAlias();
  const visibility = createVisibility(input, nextAlias);

  const rows =
    table.kind === 'link'
      ? allOf(table.ends.map((end) => visibility.endVisible(end, alias)))
      : visibility.rowVisible(table.uid, alias);
  const replaced =
    table.kind === 'record' && rows !== false
      ? replacedColumns(table, alias, visibility)
      : new Map<string, Sql>();
  if (rows === true && replaced.size === 0) return null;

  return {
    columns:
      replaced.size === 0
        ? sql`${id(`${alias}.*`)}`
        : selectColumns(input.columnsOf(tableName), alias, replaced),
    from: sql`${input.dialect.table(tableName)} as ${id(alias)}`,
    condition: toCondition(rows),
  };
};
