/**
 * Which tables a piece of SQL names, without parsing it: enough to notice a governed table that is
 * read or written outside a view. Names bound as values never appear, for they are placeholders.
 */

/** A table position in SQL text, with the alias that follows it, if any. */
export interface NamedTable {
  readonly table: string;
  readonly alias: string | null;
}

const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}_$][\p{L}\p{N}_$]*|[.,();]|\S/gu;
const TABLE_KEYWORDS = new Set(['from', 'join', 'into', 'update', 'table', 'truncate']);
const MODIFIERS = new Set(['only', 'lateral', 'if', 'exists', 'not', 'ignore', 'or', 'replace']);
/**
 * Words that end a list of tables; the comma that follows belongs to something else. ON and USING do
 * not: behind `a join b on …` the list goes on.
 */
const ENDS_LIST = new Set([
  'where',
  'set',
  'group',
  'order',
  'limit',
  'having',
  'select',
  'values',
  'union',
]);

const unquote = (token: string): string =>
  /^["`]/.test(token) ? token.slice(1, -1).replace(/""/g, '"').replace(/``/g, '`') : token;

const isName = (token: string | undefined): token is string =>
  token !== undefined && /^(?:["`]|[\p{L}_$])/u.test(token);

const tokenize = (text: string): string[] =>
  (text.match(TOKEN) ?? []).filter(
    (token) => !token.startsWith('--') && !token.startsWith('/*') && !token.startsWith("'")
  );

/** Reads one table name at a position: `schema.table as alias`. */
const readName = (
  tokens: readonly string[],
  start: number
): { named: NamedTable; next: number } | null => {
  let index = start;
  while (MODIFIERS.has(tokens[index]?.toLowerCase() ?? '')) index += 1;
  if (!isName(tokens[index])) return null;
  while (tokens[index + 1] === '.' && isName(tokens[index + 2])) index += 2;
  const table = unquote(tokens[index] ?? '');
  const aliasAt = tokens[index + 1]?.toLowerCase() === 'as' ? index + 2 : index + 1;
  const alias = tokens[aliasAt];
  return { named: { table, alias: isName(alias) ? unquote(alias) : null }, next: index + 1 };
};

/**
 * All table positions of a statement: after FROM, JOIN, INTO, UPDATE, TABLE, and behind the commas of
 * a FROM list. Errs towards naming too much: a keyword used as an alias is followed as well.
 */
export const findTables = (text: string): NamedTable[] => {
  const tokens = tokenize(text);
  const found: NamedTable[] = [];
  // One flag per open parenthesis: are we inside a list of tables?
  const inList: boolean[] = [false];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as string;
    const word = token.toLowerCase();
    const top = inList.length - 1;
    if (token === '(') inList.push(inList[top] === true && isListStart(tokens[index - 1]));
    else if (token === ')' && top > 0) inList.pop();
    else if (ENDS_LIST.has(word)) inList[top] = false;
    const starts =
      TABLE_KEYWORDS.has(word) ||
      (token === ',' && inList[top]) ||
      (token === '(' && inList[top + 1]);
    if (!starts) continue;
    if (word === 'from' || word === 'join' || word === 'update') inList[top] = true;
    const read = readName(tokens, index + 1);
    if (read) found.push(read.named);
  }
  return found;
};

const isListStart = (before: string | undefined): boolean =>
  before !== undefined && ['from', 'join', ',', '('].includes(before.toLowerCase());
