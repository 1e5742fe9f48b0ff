import type { Client } from '../../platform/dialect';
import { anyOf, id, joinSql, sql, type Predicate, type Sql } from '../../platform/sql';
import type { Needle, Probe } from './needles';

/** Characters that stand between the digits and groups of numbers. */
const SEPARATORS = [' ', '-', '.', '(', ')', '/', ',', '_', '\u00a0', '\u2011', '\u2013'];

const asText: Record<Client, (column: Sql) => Sql> = {
  sqlite: (column) => sql`coalesce(${column}, '')`,
  postgres: (column) => sql`coalesce(${column}::text, '')`,
  mysql: (column) => sql`coalesce(convert(${column} using utf8mb4), '')`,
};

/** A break between the columns: what one ends with and the next begins with is no word. */
const concatenated = (client: Client, columns: readonly string[]): Sql => {
  const texts = columns.map((column) => asText[client](sql`${id(column)}`));
  if (client === 'mysql') return sql`concat_ws(char(10), ${joinSql(texts, ', ')})`;
  return joinSql(texts, client === 'sqlite' ? ' || char(10) || ' : ' || chr(10) || ');
};

const withoutSeparators = (client: Client, text: Sql): Sql =>
  client === 'postgres'
    ? sql`translate(${text}, ${SEPARATORS.join('')}, '')`
    : SEPARATORS.reduce((inner, separator) => sql`replace(${inner}, ${separator}, '')`, text);

const contains: Record<Client, (text: Sql, part: string) => Sql> = {
  sqlite: (text, part) => sql`instr(${text}, ${part}) > 0`,
  postgres: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  mysql: (text, part) => sql`locate(${part}, ${text}) > 0`,
};

const condition = (client: Client, text: Sql, probe: Probe): Predicate => {
  if (probe.kind === 'any') return true;
  const searched = probe.kind === 'stripped' ? withoutSeparators(client, text) : text;
  return contains[client](sql`lower(${searched})`, probe.text);
};

/**
 * A condition that every row fulfils in which one of the columns holds one of the needles. It lets
 * others through too: whoever reads the rows compares again.
 */
export const probeRows = (
  client: Client,
  columns: readonly string[],
  needles: readonly Needle[]
): Predicate => {
  const text = concatenated(client, columns);
  return anyOf(needles.map(({ probe }) => condition(client, text, probe)));
};
