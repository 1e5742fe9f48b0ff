import fc from 'fast-check';
import { canonicalJson } from '../../../server/src/audit/canonical-json';

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ é: 1, z: 2, Z: 3, 10: 4, 9: 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ gone: undefined, nan: NaN }, '{"nan":null}'],
    ['a "quoted" line\n', '"a \\"quoted\\" line\\n"'],
    [undefined, 'null'],
  ])('writes %j in its one form', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, shuffled(member)])
    );
  };

  it('says the same whatever the order of keys, and can be read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 5, numRuns: 300 }
    );
  });
});
