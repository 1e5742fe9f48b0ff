import { BASELINE, measureEngine, type ReadRow } from './read/measure-engine';
import { readOptions } from './support/options';
import { atMost, type Check, conclude, environment, formatTable } from './support/report';

/** Limits on the ratio to bare Strapi, by variant and operation; see the criteria. */
const limitOf = (row: ReadRow): number | null => {
  if (row.variant === 'not governed') return 1.02;
  if (row.variant !== 'narrow') return null;
  if (row.operation === 'detail') return 1.25;
  return row.operation === 'list with count' ? 1 : null;
};

const toCheck = (row: ReadRow): Check[] => {
  const limit = limitOf(row);
  if (limit === null) return [];
  return [atMost(`${row.engine}: ${row.operation}, ${row.variant}`, row.ratio, limit)];
};

const toCells = (row: ReadRow): string[] => [
  `${row.engine}  ${row.operation}`,
  row.variant,
  row.p50.toFixed(2),
  row.p95.toFixed(2),
  row.ratio.toFixed(3),
  row.variant === BASELINE ? '' : `${row.ratioLow.toFixed(3)}-${row.ratioHigh.toFixed(3)}`,
  row.busy?.toFixed(2) ?? '',
  row.busyRatio?.toFixed(3) ?? '',
  String(row.rounds),
  String(row.records),
  row.total === null ? '' : String(row.total),
];

const HEADING = [
  '',
  'variant',
  'p50 ms',
  'p95 ms',
  'ratio',
  '95 %',
  'busy ms',
  'ratio',
  'rounds',
  'records',
  'total',
];

const main = async () => {
  const options = readOptions();
  const rows: ReadRow[] = [];
  const databases: string[] = [];
  for (const engine of options.engines) {
    const measured = await measureEngine(engine, options);
    databases.push(measured.database);
    rows.push(...measured.rows);
    console.log(`\n${formatTable([HEADING, ...measured.rows.map(toCells)])}`);
  }
  const checks = rows.flatMap(toCheck);
  const { contacts, quick } = options;
  conclude('read', {
    environment: { ...environment(), databases, contacts, quick },
    rows,
    checks,
  });
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
