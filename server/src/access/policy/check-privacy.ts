import type { Path } from './check-context';
import { lookup } from './lookup';
import { mergePrivacy } from './privacy-merge';
import type {
  AttributePrivacyConfig,
  IdentifierKind,
  PrivacyConfig,
  TypePrivacyConfig,
} from './privacy-types';
import type { Loose } from './structure';
import type { SchemaAttribute, SchemaModel } from './types';

/** Types that hold no data of the project's: Strapi's own, and the records of this plugin. */
const NOT_ANNOTATABLE = /^(admin::|strapi::|plugin::custodian\.)/;

const USERS_PERMISSIONS_USER = 'plugin::users-permissions.user';

const TEXTS = ['string', 'text', 'uid'];
const IDENTIFIER_TYPES: Readonly<Record<IdentifierKind, readonly string[]>> = {
  email: [...TEXTS, 'email'],
  phone: TEXTS,
  customerNumber: [...TEXTS, 'integer', 'biginteger'],
  account: ['relation'],
};

const DATES = ['date', 'datetime', 'timestamp'];
const TIMESTAMPS = ['createdAt', 'updatedAt', 'publishedAt'];

/** Attributes out of which a person can be taken while the rest stays. */
const REDACTABLE = ['string', 'text', 'richtext', 'blocks', 'json'];

/** Where what is wrong goes. */
export type Report = (path: Path, code: string, message: string) => void;

type Attributes = Readonly<Record<string, SchemaAttribute>>;

const isDate = (attributes: Attributes, name: string): boolean =>
  TIMESTAMPS.includes(name) || DATES.includes(lookup(attributes, name)?.type ?? '');

const checkIdentifier = (
  { type, target }: SchemaAttribute,
  kind: IdentifierKind,
  path: Path,
  report: Report
): void => {
  const fits =
    IDENTIFIER_TYPES[kind].includes(type) &&
    (kind !== 'account' || target === USERS_PERMISSIONS_USER);
  if (!fits)
    report(
      path,
      'WRONG_IDENTIFIER',
      `An attribute of kind '${type}' cannot be an identifier '${kind}'`
    );
};

const checkAttribute = (
  attributes: Attributes,
  name: string,
  config: Loose<AttributePrivacyConfig>,
  path: Path,
  report: Report
): void => {
  const attribute = lookup(attributes, name);
  if (!attribute) {
    report(path, 'UNKNOWN_ATTRIBUTE', `Unknown attribute '${name}'`);
    return;
  }
  const { classification, identifier, erasure, retention } = config;
  if (identifier !== undefined)
    checkIdentifier(attribute, identifier, [...path, 'identifier'], report);
  if ((classification === 'identifier') !== (identifier !== undefined))
    report(
      [...path, 'identifier'],
      'IDENTIFIER_MISMATCH',
      "'identifier' belongs to attributes classified as identifier, and only to them"
    );
  if (erasure === 'keep' && retention === undefined)
    report([...path, 'retention'], 'REQUIRED', "'keep' needs a retention: until when, and why");
  if (erasure === 'redact' && !REDACTABLE.includes(attribute.type))
    report(
      [...path, 'erasure'],
      'WRONG_STRATEGY',
      `'redact' does not fit kind '${attribute.type}'`
    );
  if (retention?.from !== undefined && !isDate(attributes, retention.from))
    report([...path, 'retention', 'from'], 'NOT_A_DATE', `'${retention.from}' is not a date`);
};

const checkAttributes = (
  attributes: Attributes,
  config: Loose<Record<string, AttributePrivacyConfig>> | undefined,
  path: Path,
  report: Report
): void => {
  for (const [name, entry] of Object.entries(config ?? {}))
    if (entry) checkAttribute(attributes, name, entry, [...path, 'attributes', name], report);
};

/** Relations that lead to records of any type: whoever is a data subject may stand at their end. */
const isPolymorphic = ({ relation }: SchemaAttribute): boolean =>
  relation === 'morphToOne' || relation === 'morphToMany';

/** The type at the end of a dotted path of relations; null for any, undefined after a report. */
const endOf = (
  schemas: SchemaModel,
  uid: string,
  dotted: string,
  fail: (message: string) => void
): string | null | undefined => {
  let at: string | undefined = uid;
  const steps = dotted.split('.');
  for (const [index, step] of steps.entries()) {
    const attribute: SchemaAttribute | undefined = lookup(
      lookup(schemas.contentTypes, at)?.attributes,
      step
    );
    // Nothing is known of what lies behind one: it can only be the last.
    if (attribute && isPolymorphic(attribute) && index === steps.length - 1) return null;
    if (attribute?.type !== 'relation' || attribute.target === undefined) {
      fail(`'${step}' of '${at}' is not a relation to a content type`);
      return undefined;
    }
    at = attribute.target;
  }
  return at;
};

const checkType = (
  schemas: SchemaModel,
  uid: string,
  config: Loose<TypePrivacyConfig>,
  path: Path,
  isSubject: (uid: string) => boolean,
  report: Report
): void => {
  const attributes = lookup(schemas.contentTypes, uid)?.attributes ?? {};
  checkAttributes(attributes, config.attributes, path, report);
  for (const dotted of Object.keys(config.subjectPaths ?? {})) {
    const at = [...path, 'subjectPaths', dotted];
    const end = endOf(schemas, uid, dotted, (message) => {
      report(at, 'NOT_A_RELATION', message);
    });
    if (end !== undefined && end !== null && !isSubject(end))
      report(at, 'NOT_A_SUBJECT', `'${end}' is not annotated as a data subject`);
  }
  const { retention } = config;
  (retention?.keep ?? []).forEach((name, index) => {
    if (name !== undefined && !Object.hasOwn(attributes, name))
      report(
        [...path, 'retention', 'keep', index],
        'UNKNOWN_ATTRIBUTE',
        `Unknown attribute '${name}'`
      );
  });
  if (retention?.from !== undefined && !isDate(attributes, retention.from))
    report([...path, 'retention', 'from'], 'NOT_A_DATE', `'${retention.from}' is not a date`);
};

/**
 * Checks what a document, or the schemas, say about personal data: every type and attribute exists,
 * identifiers fit their attributes, paths lead along relations to data subjects.
 */
export const checkPrivacyConfig = (
  schemas: SchemaModel,
  config: Loose<PrivacyConfig>,
  root: Path,
  report: Report
): void => {
  const merged = mergePrivacy(schemas, config as PrivacyConfig);
  const isSubject = (uid: string) => lookup(merged.contentTypes, uid)?.subject === true;
  for (const [uid, entry] of Object.entries(config.contentTypes ?? {})) {
    const path = [...root, 'contentTypes', uid];
    if (NOT_ANNOTATABLE.test(uid))
      report(path, 'NOT_ANNOTATABLE', `Content type '${uid}' cannot be annotated`);
    else if (!lookup(schemas.contentTypes, uid))
      report(path, 'UNKNOWN_CONTENT_TYPE', `Unknown content type '${uid}'`);
    else if (entry) checkType(schemas, uid, entry, path, isSubject, report);
  }
  for (const [uid, entry] of Object.entries(config.components ?? {})) {
    const path = [...root, 'components', uid];
    const component = lookup(schemas.components, uid);
    if (!component) report(path, 'UNKNOWN_COMPONENT', `Unknown component '${uid}'`);
    else checkAttributes(component.attributes, entry?.attributes, path, report);
  }
};
