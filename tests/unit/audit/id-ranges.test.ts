import fc from 'fast-check';
import { parseRanges, rangeSet, toRanges } from '../../../server/src/audit/id-ranges';

describe('ranges of ids', () => {
  it.each([
    [[], ''],
    [[7], '7'],
    [[3, 1, 2, 9, 9], '1-3,9'],
  ])('%j is %j', (ids, text) => {
    expect(toRanges(ids)).toBe(text);
  });

  it('hold exactly what they were made of', () => {
    const id = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(fc.array(id), fc.array(id), (some, others) => {
        const runs = [some, others].flatMap((ids) => parseRanges(toRanges(ids)));
        const known = new Set([...some, ...others]);
        const { has } = rangeSet(runs);
        for (let n = 0; n <= 201; n += 1) expect(has(n)).toBe(known.has(n));
      }),
      { seed: 5, numRuns: 200 }
    );
  });

  it('of what is no text are none', () => {
    expect(parseRanges(undefined)).toEqual([]);
    expect(parseRanges('x,2-y')).toEqual([]);
  });
});
