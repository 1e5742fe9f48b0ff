import { measureEngine, type Plan, type ReadRow } from './read/measure-engine';
import type { Operation } from './support/measure';
import { readOptions } from './support/options';
import { atMost, conclude, environment, formatTable } from './support/report';

/** The same policy without masks, for the same caller. */
const BASELINE = 'unmasked';

/** What masks may cost a list. */
const LIMIT = 1.1;

const list = (name: string, query: string): Operation => ({
  name,
  path: () => `/api/contacts?pagination[withCount]=false&${query}`,
});

const OPERATIONS: readonly Operation[] = [
  list('list of 25', 'pagination[pageSize]=25'),
  list('list of 100', 'pagination[pageSize]=100'),
  list('25, sorted by a masked field', 'pagination[pageSize]=25&sort=email'),
];

/** Somebody who sees 40 % of the contacts, and a part of them clear. */
const PLAN: Plan = {
  baseline: BASELINE,
  servers: [
    { name: BASELINE, copy: 'governed', actor: 'wide', quick: true },
    { name: 'unmasked again', copy: 'governed', actor: 'wide', quick: false },
    { name: 'clear: none', copy: 'maskedNone', actor: 'wide', quick: true },
    { name: 'clear: own', copy: 'maskedOwn', actor: 'wide', quick: true },
    { name: 'clear: all it sees', copy: 'maskedSubtree', actor: 'wide', quick: true },
  ],
  operations: (_documentIds, only) => OPERATIONS.filter(({ name }) => only?.includes(name) ?? true),
};

const toCells = (row: ReadRow): string[] => [
  `${row.engine}  ${row.operation}`,
  row.variant,
  row.p50.toFixed(2),
  row.ratio.toFixed(3),
  row.variant === BASELINE ? '' : `${row.ratioLow.toFixed(3)}-${row.ratioHigh.toFixed(3)}`,
  row.busy?.toFixed(2) ?? '',
  row.busyRatio?.toFixed(3) ?? '',
  String(row.rounds),
  String(row.records),
];

const HEADING = ['', 'variant', 'p50 ms', 'ratio', '95 %', 'busy ms', 'ratio', 'rounds', 'records'];

const main = async () => {
  const options = readOptions();
  const rows: ReadRow[] = [];
  const databases: string[] = [];
  for (const engine of options.engines) {
    const measured = await measureEngine(engine, options, PLAN);
    databases.push(measured.database);
    rows.push(...measured.rows);
    console.log(`\n${formatTable([HEADING, ...measured.rows.map(toCells)])}`);
  }
  const checks = rows
    .filter(({ variant, operation }) => variant.startsWith('clear') && operation.startsWith('list'))
    .map((row) => atMost(`${row.engine}: ${row.operation}, ${row.variant}`, row.ratio, LIMIT));
  const { contacts, quick } = options;
  conclude('masking', {
    environment: { ...environment(), databases, contacts, quick },
    rows,
    checks,
  });
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
