import { measureRestore, type Restored } from './erasure/measure-restore';
import { readOptions } from './support/options';
import { atMost, type Check, conclude, environment, formatTable } from './support/report';

/** In the journal, and again in the database it is held against. */
const IDENTIFIERS = { full: 100_000, quick: 20_000 };
const LIMIT_SECONDS = 5;

const checksOf = (one: Restored): Check[] => [
  atMost(`${one.engine}: start, nothing missing, s`, one.nothingMissing, LIMIT_SECONDS),
  atMost(`${one.engine}: start, the last erasure missing, s`, one.lastMissing, LIMIT_SECONDS),
];

/**
 * How long a start takes that holds the journal of erasures against the database (the limit is for
 * 100,000 identifiers): `node -r ./benchmarks/register.js benchmarks/restore.ts [--quick] [--engines=…]`
 */
const main = async () => {
  const options = readOptions();
  const measured: Restored[] = [];
  for (const engine of options.engines)
    measured.push(
      await measureRestore(engine, options.quick ? IDENTIFIERS.quick : IDENTIFIERS.full)
    );
  const names = Object.keys(measured[0] ?? {}) as (keyof Restored)[];
  const shown = (value: string | number) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : String(value);
  console.log(formatTable(names.map((name) => [name, ...measured.map((one) => shown(one[name]))])));
  const checks = measured.flatMap(checksOf);
  conclude('restore', { environment: environment(), rows: measured, checks });
  process.exit(0);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
