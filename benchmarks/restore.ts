import { measureRestore, type Restored } from './erasure/measure-restore';
import { atMost, type Check } from './support/report';
import { runFigures } from './support/run';

/** In the journal, and again in the database it is held against. */
const IDENTIFIERS = { full: 100_000, quick: 20_000 };
const LIMIT_SECONDS = 5;

const checksOf = (one: Restored): Check[] => [
  atMost(`${one.engine}: start, nothing missing, s`, one.nothingMissing, LIMIT_SECONDS),
  atMost(`${one.engine}: start, the last erasure missing, s`, one.lastMissing, LIMIT_SECONDS),
];

/**
 * How long a start takes that holds the journal of erasures against the database (the limit is for
 * 100,000 identifiers): `npm run bench:restore -- [--quick] [--engines=…]`
 */
runFigures({ name: 'restore', size: IDENTIFIERS, measure: measureRestore, checksOf });
