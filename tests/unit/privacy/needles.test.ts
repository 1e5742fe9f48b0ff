import fc from 'fast-check';
import {
  findMentions,
  redactJson,
  redactText,
} from '../../../server/src/privacy/discovery/mentions';
import { createNeedles } from '../../../server/src/privacy/discovery/needles';

const needles = createNeedles([
  { kind: 'email', value: 'Jana@example.com' },
  { kind: 'phone', value: '+420777123456' },
  { kind: 'customerNumber', value: 'c1001' },
  { kind: 'name', value: 'Jana Nováková' },
]);

const found = (text: string) => findMentions(text, needles)?.kinds ?? [];

describe('needles', () => {
  it.each([
    'write to jana@example.com.',
    '<JANA@EXAMPLE.COM>',
    'mailto:jana%40example.com',
    'ｊａｎａ@example.com',
    '"jana@example.com"',
  ])('finds an address in %s', (text) => {
    expect(found(text)).toEqual(['email']);
  });

  it.each([
    'ajana@example.com',
    'x.jana@example.com',
    'jana@example.com.au',
    'jana@example.community',
    'jana+x@example.com',
    'jana@example-com',
  ])('takes %s for somebody else', (text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    '+420 777 123 456',
    '00420777123456',
    '777-123-456',
    '0777 123 456',
    '(+420) 777 123 456',
    '+420\u00a0777\u00a0123\u00a0456',
    'call 777123456, or 12',
  ])('finds a number in %s', (text) => {
    expect(found(text)).toEqual(['phone']);
  });

  it.each(['+421777123456', '1777123456', '7771234567', '777 123 45', '5777123456'])(
    'takes %s for another number',
    (text) => {
      expect(found(text)).toEqual([]);
    }
  );

  it('finds customer numbers however they are grouped, and no longer ones', () => {
    expect(['C-1001', 'c 1001', 'no. C1001!'].map(found)).toEqual(
      Array(3).fill(['customerNumber'])
    );
    expect(['C-10012', 'AC1001'].map(found)).toEqual([[], []]);
  });

  it('finds names without accents and in both orders, and marks them as anybody’s', () => {
    for (const text of ['jana novakova', 'Nováková, Jana', 'JANA  NOVÁKOVÁ'])
      expect(findMentions(text, needles)?.confidence).toBe('name');
    expect(found('Janana Nováková')).toEqual([]);
    expect(createNeedles([{ kind: 'name', value: 'Li' }])).toEqual([]);
  });

  it('cuts out what it finds, and nothing else', () => {
    expect(redactText('Ask Jana Nováková, jana@example.com (+420 777 123 456)!', needles)).toBe(
      'Ask [erased person], [erased person] ([erased person])!'
    );
    expect(redactJson({ 'jana@example.com': ['x', 3, null, { n: 'C-1001' }] }, needles)).toEqual({
      '[erased person]': ['x', 3, null, { n: '[erased person]' }],
    });
  });

  it('leaves nothing that it would find again, in any text', () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom('jana@example.com', '+420 777 123 456', 'C-1001', 'Jana Nováková', ' '),
        fc.string({ unit: 'grapheme', maxLength: 8 })
      ),
      { maxLength: 12 }
    );
    fc.assert(
      fc.property(parts, (texts) => {
        const text = texts.join(' ');
        expect(findMentions(redactText(text, needles), needles)).toBeNull();
      }),
      { seed: 7, numRuns: 300 }
    );
  });
});
