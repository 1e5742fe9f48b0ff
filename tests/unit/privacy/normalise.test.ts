import { normalise } from '../../../server/src/privacy/subjects/normalise';

const valueOf = (...given: Parameters<typeof normalise>) => normalise(...given)?.value ?? null;

describe('identifiers in their one form', () => {
  it.each([
    ['Anna.Berg@Example.TEST', 'anna.berg@example.test'],
    ['  anna@example.test\n', 'anna@example.test'],
    ['anna\u200b@example.test', 'anna@example.test'],
    ['ａｎｎａ@example.test', 'anna@example.test'],
    ["o'brien+news@sub.example.test", "o'brien+news@sub.example.test"],
    ['Zoë@exämple.test', 'zoë@exämple.test'],
  ])('e-mail %j', (given, expected) => {
    expect(valueOf('email', given)).toBe(expected);
  });

  it.each([
    '',
    'anna',
    'anna@',
    '@example.test',
    'a b@example.test',
    'a@b',
    '<a@b.test>',
    'a@b.test, c@d.test',
    `${'a'.repeat(250)}@b.test`,
  ])('no e-mail: %j', (given) => {
    expect(valueOf('email', given)).toBeNull();
  });

  it('keeps apart what may be two people', () => {
    expect(valueOf('email', 'anna.berg@example.test')).not.toBe(
      valueOf('email', 'annaberg@example.test')
    );
    expect(valueOf('email', 'anna+x@example.test')).not.toBe(valueOf('email', 'anna@example.test'));
  });

  it.each([
    ['+46 70 123 45 67', undefined, '+46701234567'],
    ['0046-70-1234567', 'SE', '+46701234567'],
    ['070-123 45 67', 'SE', '+46701234567'],
    ['(070) 123.45.67', 'SE', '+46701234567'],
    ['070-123 45 67', undefined, null],
    ['12', 'SE', null],
    ['call me', 'SE', null],
  ])('phone %j in %s', (given, country, expected) => {
    expect(valueOf('phone', given, country)).toBe(expected);
  });

  it.each([
    ['C-00 42', 'c0042'],
    [42, '42'],
    ['---', null],
    [null, null],
    [{}, null],
  ])('customer number %j', (given, expected) => {
    expect(valueOf('customerNumber', given)).toBe(expected);
  });
});
