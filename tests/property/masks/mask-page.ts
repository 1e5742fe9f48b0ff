import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MaskDocument } from '../../../server/src/masking/strategies/registry';
import { MASKED_TYPES, type MaskedType, type MaskTable } from './mask-table';

/** The page that lists what every strategy makes of every type on every database. */
const PAGE = join(__dirname, '..', '..', '..', 'docs', 'masks.md');
const START = '<!-- generated: results -->';
const END = '<!-- end of generated results -->';

const DATABASES = ['sqlite', 'postgres', 'mysql'] as const;
const HEADINGS = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MySQL, MariaDB' };

/** One value of each type, and for some strategies one more that says more. */
const VALUES: Readonly<Record<MaskedType, unknown>> = {
  string: 'Anna Svensson',
  text: 'Anna Svensson',
  richtext: 'Met **Anna** in Lund.',
  email: 'anna.svensson@example.com',
  uid: 'anna-svensson',
  enumeration: 'gold',
  password: 'correct horse',
  integer: 12345,
  biginteger: '-12345',
  float: 1234.5,
  decimal: -1234.56,
  date: '1984-07-21',
  datetime: '1984-07-21T15:30:45.123Z',
  time: '15:30:45.123',
  timestamp: '1984-07-21T15:30:45.123Z',
  boolean: true,
  json: { name: 'Anna' },
  blocks: [{ type: 'paragraph', children: [{ type: 'text', text: 'Anna' }] }],
};

const OWN_VALUES: Readonly<Record<string, string>> = {
  email: 'anna.svensson@example.com',
  phone: '+46 70 123 45 67',
  postcode: '114 55',
};

/** The mask of a strategy that the page shows. */
const SHOWN: Readonly<Record<string, object>> = {
  partial: { keepFirst: 1, keepLast: 2 },
  bucket: { step: 1000 },
};
const FIXED_TEXT = { strategy: 'redact', text: 'withheld' };

const show = (value: unknown): string => {
  if (value === null) return 'null';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text}\``;
};

/** A row of the page: what it is about, and what this database answers. */
interface Row {
  readonly about: readonly string[];
  readonly result: string;
}

const rowOf = async (table: MaskTable, mask: MaskDocument, type: MaskedType): Promise<Row> => {
  const attribute = table.attribute(type);
  const { strategy, ...options } = mask;
  const name = [strategy, ...Object.entries(options).map(([key, of]) => `${key}: ${String(of)}`)];
  if (table.strategies.validate(mask, attribute).length > 0)
    return { about: [name.join(', '), type, ''], result: 'refused' };
  const isText = ['string', 'text', 'email', 'uid'].includes(type);
  const value = (isText ? OWN_VALUES[strategy] : undefined) ?? VALUES[type];
  const compiled = table.strategies.compile(mask, attribute);
  await table.fill(type, [value]);
  const [answer] = await table.read(type, compiled);
  return { about: [name.join(', '), type, show(value)], result: show(answer?.masked) };
};

/** Every strategy with every type of attribute, on the database in use. */
export const resultsOf = async (table: MaskTable): Promise<Row[]> => {
  const masks = table.strategies.names().map((strategy) => ({ strategy, ...SHOWN[strategy] }));
  const rows: Row[] = [];
  for (const mask of [...masks, FIXED_TEXT])
    for (const type of MASKED_TYPES) rows.push(await rowOf(table, mask, type));
  return rows;
};

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const keyOf = (about: readonly string[]): string => about.join(' | ');

/** The page's results: for each row, one cell per database. */
export const readPage = (): Map<string, readonly string[]> => {
  const [, generated = ''] = readFileSync(PAGE, 'utf8').split(START);
  const [lines = ''] = generated.split(END);
  const rows = lines
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  return new Map(
    rows.map((line) => {
      const cells = cellsOf(line);
      return [keyOf(cells.slice(0, 3)), cells.slice(3)];
    })
  );
};

/** What the page says of this database. */
export const pageOf = (client: MaskTable['client']): Map<string, string> =>
  new Map([...readPage()].map(([key, cells]) => [key, cells[DATABASES.indexOf(client)] ?? '']));

export const asMap = (rows: readonly Row[]): Map<string, string> =>
  new Map(rows.map(({ about, result }) => [keyOf(about), result]));

/** Writes this database's column; what the page says of the others stays. */
export const writePage = (client: MaskTable['client'], rows: readonly Row[]): void => {
  const page = readFileSync(PAGE, 'utf8');
  const known = readPage();
  const position = DATABASES.indexOf(client);
  const lines = rows.map(({ about, result }) => {
    const cells = DATABASES.map((_, index) => known.get(keyOf(about))?.[index] ?? '');
    cells[position] = result;
    return `| ${[...about, ...cells].join(' | ')} |`;
  });
  const heading = ['Mask', 'Attribute type', 'Value', ...DATABASES.map((one) => HEADINGS[one])];
  const table = [
    `| ${heading.join(' | ')} |`,
    `| ${heading.map(() => '---').join(' | ')} |`,
    ...lines,
  ];
  const before = page.slice(0, page.indexOf(START) + START.length);
  const after = page.slice(page.indexOf(END));
  writeFileSync(PAGE, `${before}\n\n${table.join('\n')}\n\n${after}`);
};
