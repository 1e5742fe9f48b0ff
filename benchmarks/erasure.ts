import { measureErasure, type Measured } from './erasure/measure-erasure';
import { readOptions } from './support/options';
import { atMost, type Check, conclude, environment, formatTable } from './support/report';

/** Subjects that are not erased, each with draft and published row, address and links. */
const SUBJECTS = { full: 10_000, quick: 2_000 };
/** The comparison after a restore is limited for so many identifiers. */
const COMPARED = 100_000;

const checksOf = (one: Measured): Check[] => [
  atMost(`${one.engine}: plan for ${one.cells} cells, s`, one.plan, 2),
  atMost(`${one.engine}: erase and verify ${one.cells} cells, s`, one.erase, 5),
  atMost(`${one.engine}: erase and verify 1,000 documents, s`, one.eraseBusy, 15),
  atMost(`${one.engine}: scan for 12 identifiers, s`, one.scan, 5),
  atMost(
    `${one.engine}: 100,000 identifiers after a restore, s`,
    (one.compare * COMPARED) / one.identifiers,
    5
  ),
  atMost(`${one.engine}: reads while erasing 1,000 documents, p95 ms`, one.readsP95Ms, 300),
];

const main = async () => {
  const options = readOptions();
  const measured: Measured[] = [];
  for (const engine of options.engines)
    measured.push(await measureErasure(engine, options.quick ? SUBJECTS.quick : SUBJECTS.full));
  const names = Object.keys(measured[0] ?? {}) as (keyof Measured)[];
  const shown = (value: string | number) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : String(value);
  console.log(formatTable(names.map((name) => [name, ...measured.map((one) => shown(one[name]))])));
  const checks = measured.flatMap(checksOf);
  conclude('erasure', { environment: environment(), rows: measured, checks });
  process.exit(0);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
