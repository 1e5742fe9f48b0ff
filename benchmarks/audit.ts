import { BASELINE, measureReads, type AuditRow } from './audit/measure-reads';
import { readOptions } from './support/options';
import { atMost, conclude, environment, formatTable } from './support/report';

/** What a record of reads may cost at the 95th percentile. */
const LIMIT = 1.1;

const HEADING = [
  '',
  'reads',
  'p50 ms',
  'p95 ms',
  'ratio',
  '95 %',
  'p95',
  'busy',
  'rounds',
  'records',
];

const toCells = (row: AuditRow): string[] => [
  `${row.engine}  ${row.operation}`,
  row.variant,
  row.p50.toFixed(2),
  row.p95.toFixed(2),
  row.ratio.toFixed(3),
  row.variant === BASELINE ? '' : `${row.ratioLow.toFixed(3)}-${row.ratioHigh.toFixed(3)}`,
  row.ratioP95.toFixed(3),
  row.busyRatio?.toFixed(3) ?? '',
  String(row.rounds),
  String(row.records),
];

const main = async () => {
  const options = readOptions();
  const rows: AuditRow[] = [];
  const databases: string[] = [];
  for (const engine of options.engines) {
    const measured = await measureReads(engine, options);
    databases.push(measured.database);
    rows.push(...measured.rows);
    console.log(`\n${formatTable([HEADING, ...measured.rows.map(toCells)])}`);
  }
  const checks = rows
    .filter(({ variant }) => variant === 'on')
    .map((row) => atMost(`${row.engine}: ${row.operation}, p95`, row.ratioP95, LIMIT));
  const { contacts, quick } = options;
  conclude('audit', {
    environment: { ...environment(), databases, contacts, quick },
    rows,
    checks,
  });
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
