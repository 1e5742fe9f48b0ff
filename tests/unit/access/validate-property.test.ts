import fc from 'fast-check';

import { validatePolicy } from '../../../server/src/access/policy/validate';

import { breakDocument, type Path } from './broken-documents';
import { SCHEMAS, readExample } from './fixtures';

/** Every path of the example document, leaves and branches. */
const pathsOf = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) {
    return [path];
  }
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    ...(path.length > 0 ? [path] : []),
    ...steps.flatMap((step) => pathsOf(Reflect.get(value, step), [...path, step])),
  ];
};

const PATHS = pathsOf(readExample());
const replacement = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant('api::deal.deal'));

describe('validation of anything', () => {
  it('never throws, and refuses with at least one issue what is no document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const result = validatePolicy(input, SCHEMAS);
        expect(result.ok ? [] : result.issues).not.toHaveLength(0);
      })
    );
  });

  it('never throws for a document with a part replaced or missing, and repeats no issue', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), replacement, (path, value) => {
        const result = validatePolicy(breakDocument(readExample(), [[path, value]]), SCHEMAS);
        const issues = result.ok ? [] : result.issues;
        const keys = issues.map(({ path: at, code }) => JSON.stringify([at, code]));
        expect(keys).toEqual([...new Set(keys)]);
        expect(issues.every(({ message }) => message.length > 0)).toBe(true);
      }),
      { numRuns: 500 }
    );
  });

  it('finds a second mistake elsewhere whatever is wrong with one part', () => {
    const others = PATHS.filter(([part]) => part !== 'audiences');
    fc.assert(
      fc.property(fc.constantFrom(...others), fc.jsonValue(), (path, value) => {
        const document = breakDocument(readExample(), [
          [path, value],
          [['audiences', 'public', 'contentTypes', 'api::x.x'], { read: 'all' }],
          [['audiences', 'superAdmin'], 'god'],
        ]);
        const result = validatePolicy(document, SCHEMAS);
        const codes = result.ok ? [] : result.issues.map(({ code }) => code);
        expect(codes).toEqual(expect.arrayContaining(['UNKNOWN_CONTENT_TYPE', 'UNKNOWN_MODE']));
      }),
      { numRuns: 300 }
    );
  });
});
