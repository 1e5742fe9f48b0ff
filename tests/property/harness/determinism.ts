/**
 * What Strapi draws at random, and the time, made the same in every run: the ids of new documents
 * depend on the operation that makes them only, and the clock moves one second an operation.
 */

const START = Date.parse('2026-01-15T12:00:00.000Z');
const SECOND = 1000;

let operation = 0;
let drawn = 0;

/**
 * Stands in for `createId` of `@paralleldrive/cuid2`, which Strapi takes document ids from. Looks
 * like one: 24 lower-case letters and digits.
 */
export function createId(): string {
  drawn += 1;
  return `n${String(operation).padStart(12, 'q')}${String(drawn).padStart(11, 'w')}`;
}

/** Stands in for `init`, with which the parser of uploads makes an id of its own. */
export const init = () => createId;

/** Freezes `Date` in this test file; timers go on. */
export function freezeClock(): void {
  jest.useFakeTimers({
    now: START,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'cancelAnimationFrame',
      'cancelIdleCallback',
      'clearImmediate',
      'clearInterval',
      'clearTimeout',
      'requestAnimationFrame',
      'requestIdleCallback',
      'setImmediate',
      'setInterval',
      'setTimeout',
    ],
  });
}

/** Sets clock and ids to what they are in the n-th operation of a run. */
export function startOperation(index: number): void {
  operation = index;
  drawn = 0;
  jest.setSystemTime(START + index * SECOND);
}
