/** Which attribute types can do what in a policy. The names are those of Strapi's schemas. */

/** Free strings, the ones that text masks can rewrite. */
export const TEXT_KINDS: readonly string[] = ['string', 'text', 'email', 'uid'];

export const INTEGER_KINDS: readonly string[] = ['integer', 'biginteger'];

export const NUMBER_KINDS: readonly string[] = [...INTEGER_KINDS, 'float', 'decimal'];

/** Compared exactly with what groups match. */
export const GROUP_ATTRIBUTE_KINDS: readonly string[] = [
  ...TEXT_KINDS,
  'enumeration',
  ...INTEGER_KINDS,
];

/** Holds a principal such as `user:3`. */
export const OWNER_ATTRIBUTE_KINDS: readonly string[] = ['string'];

/** Strings a condition can look into. */
export const SEARCHABLE_KINDS: readonly string[] = [...TEXT_KINDS, 'richtext', 'enumeration'];

const MOMENT_KINDS: readonly string[] = ['date', 'datetime', 'time', 'timestamp'];

/** One column with one value, which a condition can compare. Passwords are never compared. */
export const SCALAR_KINDS: readonly string[] = [
  ...SEARCHABLE_KINDS,
  ...NUMBER_KINDS,
  ...MOMENT_KINDS,
  'boolean',
];

/** Relations to one record at most; the others may lead to several. */
export const TO_ONE_RELATIONS: readonly string[] = ['oneToOne', 'manyToOne'];
