import fc from 'fast-check';
import type { MaskedType } from './mask-table';

/** What PostgreSQL refuses is in no value: NUL, and halves of surrogate pairs. */
const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

/** Characters that counting, cutting and classifying get wrong first. */
const AWKWARD = [
  ...['é', 'e\u0301', 'Ա', 'ß', 'ı', 'İ', '\u212a', 'ﬁ', '①', '٣', '\u00a0', '\u3000', '\u200d'],
  ...[
    '👩‍👩‍👧‍👦',
    '🇸🇪',
    '👍🏽',
    'שלום',
    'مرحبا',
    '\u202e',
    'क्षि',
    '한',
    '＠',
    '@',
    '.',
    ' ',
    '\t',
    '\n',
    '\r',
  ],
  ...["'", '"', '\\', '%', '_', '?', '$1', ':name', '••', '--', '0', '7', 'a', 'Z', '\u{10ffff}'],
];

const awkward = fc.array(fc.constantFrom(...AWKWARD), { maxLength: 12 }).map((all) => all.join(''));

const email = fc.oneof(
  fc.emailAddress(),
  fc.tuple(awkward, fc.domain()).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(fc.constantFrom('a', 'é', '👍🏽'), awkward).map(([local, rest]) => `${local}@${rest}.com`),
  fc.constantFrom(
    '@',
    'a@',
    '@b.com',
    'a@b',
    'a@b.c',
    'a@b@c.de',
    'a@b.com\n',
    'a@b.c d',
    'a@.c',
    'a@ſ.com'
  )
);

const phone = fc
  .array(fc.constantFrom('+', '0', '46', '7', ' ', '-', '(', ')', '/', '.', '\u00a0', 'x', '٣'), {
    maxLength: 14,
  })
  .map((parts) => parts.join(''));

const name = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '  ', '\t', '\n', '\u00a0'),
      awkward,
      fc.constantFrom('Anna', 'Öberg', 'de')
    ),
    {
      maxLength: 8,
    }
  )
  .map((parts) => parts.join(''));

const shortText = fc
  .oneof(
    awkward,
    email,
    phone,
    name,
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 6 }),
    fc.integer({ min: 250, max: 255 }).map((length) => '👍'.repeat(length))
  )
  .filter(isStorable)
  .map((text) => Array.from(text).slice(0, 255).join(''));

const longText = fc.oneof(
  { weight: 9, arbitrary: shortText },
  {
    weight: 1,
    arbitrary: fc
      .tuple(shortText, fc.integer({ min: 1, max: 200 }))
      .map(([one, n]) => one.repeat(n)),
  }
);

/** Days that all three databases know. */
const moment = fc.date({
  min: new Date('1000-01-01T00:00:00.000Z'),
  max: new Date('9999-12-30T23:59:59.999Z'),
  noInvalidDate: true,
});
const near = fc
  .tuple(
    fc.constantFrom('1970', '1969', '2000', '1900', '2024'),
    fc.constantFrom(0, -1, 1, 5_097_600_000)
  )
  .map(([year, more]) => new Date(Date.UTC(Number(year), 0, 1) + more));
const anyMoment = fc.oneof(moment, near);

/** Whole numbers near the edges of a type, and steps from zero. */
const whole = (bits: 31n | 63n) =>
  fc.oneof(
    fc.bigInt({ min: -(2n ** bits), max: 2n ** bits - 1n }),
    fc.bigInt({ min: -30_000n, max: 30_000n }),
    fc.constantFrom(-(2n ** bits), 2n ** bits - 1n, 0n, -1n, 9_999n, -10_000n, -10_001n)
  );

const cents = fc
  .oneof(
    fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }),
    fc.integer({ min: -300, max: 300 })
  )
  .map((number) => number / 100);

/** Random values of a type, as Strapi is given them. */
export const VALUES: Readonly<Partial<Record<MaskedType, fc.Arbitrary<unknown>>>> = {
  string: shortText,
  email: shortText,
  uid: shortText,
  text: longText,
  richtext: longText,
  integer: whole(31n).map(Number),
  // SQLite's driver reads no larger ones exactly, masked or not.
  biginteger:
    (process.env.DATABASE_CLIENT ?? 'sqlite') === 'sqlite'
      ? fc.maxSafeInteger().map((number) => String(Math.trunc(number / 2)))
      : whole(63n).map(String),
  // 15 digits: MariaDB writes no more, whatever it holds.
  float: fc
    .oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
      cents
    )
    .map((number) => Number(number.toPrecision(15))),
  decimal: cents,
  date: anyMoment.map((date) => date.toISOString().slice(0, 10)),
  datetime: anyMoment.map((date) => date.toISOString()),
};
