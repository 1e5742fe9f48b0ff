import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** A figure with a limit. */
export interface Check {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly ok: boolean;
}

/** What every benchmark leaves behind. */
export interface Report<Row> {
  readonly environment: Readonly<Record<string, unknown>>;
  readonly rows: readonly Row[];
  readonly checks: readonly Check[];
}

const RESULTS = join(__dirname, '..', 'results');

/** A check that holds if the value is at most the limit. */
export const atMost = (name: string, value: number, limit: number): Check => ({
  name,
  value,
  limit,
  ok: value <= limit,
});

/** The machine and the versions, as far as figures depend on them. */
export const environment = (): Record<string, unknown> => ({
  date: new Date().toISOString(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
});

/** Lays out rows of text in columns; the first row is the heading. */
export const formatTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
        )
        .join('  ')
    )
    .join('\n');
};

const formatChecks = (checks: readonly Check[]): string =>
  formatTable([
    ['check', 'value', 'limit', ''],
    ...checks.map(({ name, value, limit, ok }) => [
      name,
      value.toFixed(3),
      limit.toFixed(2),
      ok ? 'ok' : 'MISSED',
    ]),
  ]);

/** Writes `benchmarks/results/<name>.json` and answers its path. */
const writeReport = <Row>(name: string, report: Report<Row>): string => {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
};

/** Prints what is checked, and writes the report where {@link writeReport} does. */
export const conclude = <Row>(name: string, report: Report<Row>): void => {
  console.log(`\n${formatChecks(report.checks)}`);
  console.log(`\nWritten to ${writeReport(name, report)}`);
};
