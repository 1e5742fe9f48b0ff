import { measureErasure, type Measured } from './erasure/measure-erasure';
import { atMost, type Check } from './support/report';
import { runFigures } from './support/run';

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

runFigures({ name: 'erasure', size: SUBJECTS, measure: measureErasure, checksOf });
