import fc from 'fast-check';
import { sql } from '../../server/src/platform/sql';
import type { MaskDocument } from '../../server/src/masking/strategies/registry';
import { MASKED_TYPES, openMaskTable, type MaskedType, type MaskTable } from './masks/mask-table';
import { asMap, pageOf, resultsOf, writePage } from './masks/mask-page';
import { VALUES } from './masks/values';

const seed = process.env.PROPERTY_SEED ? Number(process.env.PROPERTY_SEED) : undefined;

/** Every strategy, with each of its options at values that matter. */
const MASKS: readonly MaskDocument[] = [
  { strategy: 'redact' },
  { strategy: 'redact', text: "not for you, 'friend' \\ ? :x" },
  { strategy: 'redact', text: '🔒'.repeat(300) },
  { strategy: 'hidden' },
  { strategy: 'partial', keepFirst: 1, keepLast: 2 },
  { strategy: 'partial', keepLast: 2 },
  { strategy: 'partial', keepFirst: 255 },
  { strategy: 'partial' },
  { strategy: 'email' },
  { strategy: 'phone' },
  { strategy: 'phone', digits: 0 },
  { strategy: 'phone', digits: 4 },
  { strategy: 'initials' },
  { strategy: 'postcode' },
  { strategy: 'postcode', n: 4 },
  { strategy: 'pseudonym' },
  { strategy: 'year' },
  { strategy: 'month' },
  { strategy: 'bucket', step: 10_000 },
  { strategy: 'bucket', step: 7 },
  { strategy: 'bucket', step: 0.25 },
  { strategy: 'bucket', step: 1 },
];

describe('mask strategies', () => {
  let table: MaskTable;

  beforeAll(async () => {
    table = await openMaskTable();
  });

  afterAll(() => table.stop());

  const fits = (mask: MaskDocument, type: MaskedType) =>
    table.strategies.validate(mask, table.attribute(type)).length === 0;

  it.each(MASKED_TYPES.filter((type) => VALUES[type]))(
    'show the same in SQL and in TypeScript: %s',
    async (type) => {
      const values = fc.array(fc.option(VALUES[type]!, { freq: 10 }), {
        minLength: 1,
        maxLength: 40,
      });
      const masks = MASKS.filter((mask) => fits(mask, type));
      await fc.assert(
        fc.asyncProperty(values, async (given) => {
          await table.fill(type, given);
          for (const document of masks) {
            const mask = table.strategies.compile(document, table.attribute(type));
            for (const { stored, masked } of await table.read(type, mask)) {
              expect({ document, stored, masked }).toEqual({
                document,
                stored,
                masked: mask.mask(stored),
              });
              expect(stored === null && masked !== null).toBe(false);
            }
          }
        }),
        { seed, numRuns: 8, endOnFailure: false }
      );
    }
  );

  it.each(MASKED_TYPES)('keep the type of a column: %s', async (type) => {
    for (const document of MASKS.filter((mask) => fits(mask, type))) {
      const column = table.column(type);
      const masked = table.strategies.compile(document, table.attribute(type)).sql(column);
      const both = sql`select ${column} as a, ${masked} as b from ${table.table}`;
      await table.run(sql`select a as v from (${both}) x union all select b as v from (${both}) y`);
      if (table.client === 'postgres') {
        const types = sql`select pg_typeof(a)::text as a, pg_typeof(b)::text as b from (${both}) x`;
        for (const { a, b } of await table.run(types))
          expect({ document, b }).toEqual({ document, b: a });
      }
      if (type === 'json' || type === 'blocks') continue;
      // Compared, grouped and sorted with the column itself, whatever its collation.
      await table.run(
        sql`select b, count(*) as n from (${both}) x where a = b or a < b or b in (a) group by b order by b`
      );
    }
  });

  it('do what docs/masks.md says', async () => {
    const results = await resultsOf(table);
    if (process.env.UPDATE_DOCS) writePage(table.client, results);
    expect(pageOf(table.client)).toEqual(asMap(results));
  });

  it('are refused where they do not fit, by name and place', () => {
    const { strategies } = table;
    const codes = (mask: object, type: MaskedType) =>
      strategies
        .validate(mask as never, table.attribute(type))
        .map(({ code, path }) => [code, path.join('.')]);
    expect(codes({ strategy: 'year' }, 'string')).toEqual([['WRONG_STRATEGY', 'strategy']]);
    expect(codes({ strategy: 'blur' }, 'string')).toEqual([['UNKNOWN_STRATEGY', 'strategy']]);
    expect(codes({ strategy: 'email', keepFirst: 1 }, 'email')).toEqual([
      ['UNKNOWN_PARAMETER', 'keepFirst'],
    ]);
    expect(codes({ strategy: 'bucket' }, 'integer')).toEqual([['REQUIRED', 'step']]);
    expect(codes({ strategy: 'bucket', step: 0.5 }, 'integer')).toEqual([
      ['WRONG_PARAMETER', 'step'],
    ]);
    expect(codes({ strategy: 'bucket', step: 0.00001 }, 'decimal')).toEqual([
      ['WRONG_PARAMETER', 'step'],
    ]);
    expect(codes({ strategy: 'bucket', step: -1 }, 'float')).toEqual([['WRONG_PARAMETER', 'step']]);
    expect(codes({ strategy: 'partial', keepFirst: '1' }, 'text')).toEqual([
      ['WRONG_PARAMETER', 'keepFirst'],
    ]);
    expect(codes({ strategy: 'redact', text: 'x' }, 'date')).toEqual([['WRONG_PARAMETER', 'text']]);
    expect(codes({ strategy: 'constructor' }, 'string')).toEqual([
      ['UNKNOWN_STRATEGY', 'strategy'],
    ]);
  });
});
