import { isSameScalar } from '../../../server/src/enforcement/same-value';

describe('isSameScalar', () => {
  it.each([
    ['decimal', '10.50', 10.5],
    ['decimal', 10.5, '10.50'],
    ['integer', '7', 7],
    ['biginteger', 9, '9'],
    ['date', '1990-01-02', '1990-01-02'],
    ['date', '1990-01-02T00:00:00.000Z', '1990-01-02'],
    ['datetime', '2026-01-01T10:00:00+01:00', new Date('2026-01-01T09:00:00Z')],
    ['datetime', '2026-01-01T09:00:00.000Z', '2026-01-01T09:00:00.000Z'],
    ['time', '09:30', '09:30:00.000'],
    ['boolean', 'true', true],
    ['json', { a: [1, { b: 2 }], c: 3 }, { c: 3, a: [1, { b: 2 }] }],
    ['json', '{"a":1}', { a: 1 }],
    ['string', 'a', 'a'],
    ['string', null, undefined],
  ])('%s: %p is %p', (type, sent, stored) => {
    expect(isSameScalar(type, sent, stored)).toBe(true);
  });

  it.each([
    ['decimal', '10.51', 10.5],
    ['decimal', '', 0],
    ['decimal', null, 0],
    ['integer', 'x', 7],
    ['biginteger', '9007199254740993', '9007199254740992'],
    ['date', '1990-01-03', '1990-01-02'],
    ['datetime', 'soon', new Date(0)],
    ['time', '09:31', '09:30:00.000'],
    ['boolean', false, true],
    ['json', { a: 1 }, { a: 2 }],
    ['string', '', null],
    ['string', 'A', 'a'],
    ['password', 'secret', 'secret'],
  ])('%s: %p is not %p', (type, sent, stored) => {
    expect(isSameScalar(type, sent, stored)).toBe(false);
  });
});
