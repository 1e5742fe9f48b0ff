const TEXT = ['Anna Svensson', 'Li'];

/** Made-up values by attribute type, to preview masks with. */
export const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  string: TEXT,
  text: TEXT,
  richtext: ['Met **Anna** in Lund.'],
  email: ['anna.svensson@example.com'],
  uid: ['anna-svensson'],
  enumeration: ['gold'],
  integer: [12345, -12345],
  biginteger: ['9007199254740993', '-12345'],
  float: [1234.5, -1234.5],
  decimal: [1234.56, -1234.56],
  date: ['1984-07-21'],
  datetime: ['1984-07-21T15:30:45.123Z'],
  time: ['15:30:45.123'],
  timestamp: ['1984-07-21T15:30:45.123Z'],
  boolean: [true],
  json: [{ name: 'Anna' }],
  blocks: [[{ type: 'paragraph', children: [{ type: 'text', text: 'Anna' }] }]],
};
