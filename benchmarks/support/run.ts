import type { Engine } from './databases';
import { readOptions } from './options';
import { conclude, environment, formatTable, type Check } from './report';

/** A benchmark with one row of figures for each database. */
export interface Figures<Row> {
  /** Of the file that the result is kept in. */
  readonly name: string;
  /** How large it is, as a full and as a quick run. */
  readonly size: { readonly full: number; readonly quick: number };
  readonly measure: (engine: Engine, size: number) => Promise<Row>;
  readonly checksOf: (row: Row) => Check[];
}

const shown = (value: unknown): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : String(value);

const run = async <Row extends object>(figures: Figures<Row>): Promise<void> => {
  const { name, size, measure, checksOf } = figures;
  const { engines, quick } = readOptions();
  const rows: Row[] = [];
  for (const engine of engines) rows.push(await measure(engine, quick ? size.quick : size.full));
  const names = Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
  console.log(formatTable(names.map((one) => [one, ...rows.map((row) => shown(row[one]))])));
  conclude(name, { environment: environment(), rows, checks: rows.flatMap(checksOf) });
};

/** Measures, prints and keeps the figures, and ends the process: Strapi leaves things open. */
export const runFigures = <Row extends object>(figures: Figures<Row>): void => {
  run(figures).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    }
  );
};
