import { MASKS } from '../access/fixtures';
import { validatePolicy } from '../../../server/src/access/policy/validate';
import type { SchemaAttribute, SchemaModel } from '../../../server/src/access/policy/types';
import { compileAnnotations } from '../../../server/src/privacy/annotations/compile';
import { coverageOf } from '../../../server/src/privacy/annotations/coverage';

const USER = 'plugin::users-permissions.user';
const PERSON = 'api::person.person';
const ORDER = 'api::order.order';
const POSTER = 'api::poster.poster';

const type = (
  uid: string,
  attributes: Record<string, SchemaAttribute>,
  privacy?: unknown
): SchemaModel['contentTypes'][string] => ({
  uid,
  kind: 'collectionType',
  governable: true,
  attributes,
  privacy,
});

const schemas = (): SchemaModel => ({
  masks: MASKS,
  contentTypes: {
    [PERSON]: type(PERSON, {
      name: { type: 'string', privacy: { classification: 'personal', erasure: 'redact' } },
      email: { type: 'email' },
      born: { type: 'date' },
      bio: { type: 'richtext' },
      account: { type: 'relation', relation: 'oneToOne', target: USER },
      address: { type: 'component', component: 'shared.address' },
    }),
    [ORDER]: type(
      ORDER,
      {
        number: { type: 'string' },
        paidOn: { type: 'date' },
        total: { type: 'decimal' },
        remarks: { type: 'text' },
        person: { type: 'relation', relation: 'manyToOne', target: PERSON },
        poster: { type: 'relation', relation: 'manyToOne', target: POSTER },
        about: { type: 'relation', relation: 'morphToOne' },
      },
      { subjectPaths: { person: 'owner' } }
    ),
    [POSTER]: type(POSTER, { title: { type: 'string' }, image: { type: 'media' } }),
    [USER]: type(USER, { username: { type: 'string' }, email: { type: 'email' } }),
  },
  components: {
    'shared.address': { attributes: { street: { type: 'string' } } },
  },
});

const privacy = () => ({
  contentTypes: {
    [PERSON]: {
      subject: true,
      attributes: {
        email: { classification: 'identifier', identifier: 'email', portable: true },
        account: { classification: 'identifier', identifier: 'account' },
        born: { classification: 'special', erasure: 'anonymise', legalBasis: 'consent' },
      },
    },
    [ORDER]: {
      retention: {
        for: 'P10Y',
        from: 'paidOn',
        basis: 'Accounting law',
        keep: ['number', 'total'],
      },
    },
  },
  components: {
    'shared.address': { attributes: { street: { classification: 'personal' } } },
  },
});

const validate = (part: unknown) =>
  validatePolicy(
    { version: 1, groups: [], profiles: [], contentTypes: {}, privacy: part },
    schemas()
  );

const issuesOf = (part: unknown) => {
  const result = validate(part);
  return result.ok ? [] : result.issues.map(({ path, code }) => `${path.join('/')} ${code}`);
};

describe('what the policy says about personal data', () => {
  it('is accepted, also of types that it does not govern', () => {
    expect(issuesOf(privacy())).toEqual([]);
  });

  it.each([
    [{ contentType: {} }, 'privacy/contentType UNKNOWN_KEY'],
    [
      { contentTypes: { 'api::none.none': {} } },
      'privacy/contentTypes/api::none.none UNKNOWN_CONTENT_TYPE',
    ],
    [{ contentTypes: { 'admin::user': {} } }, 'privacy/contentTypes/admin::user NOT_ANNOTATABLE'],
    [{ components: { 'a.b': {} } }, 'privacy/components/a.b UNKNOWN_COMPONENT'],
  ])('is refused where it names what is not there: %j', (part, issue) => {
    expect(issuesOf(part)).toContain(issue);
  });

  it.each([
    [{ classification: 'secret' }, 'classification WRONG_VALUE'],
    [{ classification: 'identifier' }, 'identifier IDENTIFIER_MISMATCH'],
    [{ classification: 'personal', identifier: 'email' }, 'identifier IDENTIFIER_MISMATCH'],
    [{ classification: 'identifier', identifier: 'account' }, 'identifier WRONG_IDENTIFIER'],
    [{ classification: 'personal', erasure: 'keep' }, 'retention REQUIRED'],
    [
      { classification: 'personal', retention: { for: '10 years', basis: 'law' } },
      'retention/for BAD_DURATION',
    ],
    [
      { classification: 'personal', retention: { for: 'P1Y', from: 'name', basis: 'law' } },
      'retention/from NOT_A_DATE',
    ],
    [{ classification: 'personal', legalBasis: 'habit' }, 'legalBasis WRONG_VALUE'],
  ])('is refused where an attribute is described wrongly: %j', (attribute, issue) => {
    const part = { contentTypes: { [PERSON]: { attributes: { email: attribute } } } };
    expect(issuesOf(part)).toContain(`privacy/contentTypes/${PERSON}/attributes/email/${issue}`);
  });

  it('is refused where text is to be cut out of something that is no text', () => {
    const part = {
      contentTypes: {
        [PERSON]: { attributes: { born: { classification: 'personal', erasure: 'redact' } } },
      },
    };
    expect(issuesOf(part)).toEqual([
      `privacy/contentTypes/${PERSON}/attributes/born/erasure WRONG_STRATEGY`,
    ]);
  });

  it('may lead along a relation to records of any type', () => {
    const part = {
      contentTypes: { [PERSON]: { subject: true }, [ORDER]: { subjectPaths: { about: 'owner' } } },
    };
    expect(issuesOf(part)).toEqual([]);
  });

  it.each([
    ['total', 'NOT_A_RELATION'],
    ['person.name', 'NOT_A_RELATION'],
    ['poster', 'NOT_A_SUBJECT'],
    ['about.person', 'NOT_A_RELATION'],
  ])('is refused where the path %s leads to no data subject', (path, code) => {
    const part = {
      contentTypes: { [PERSON]: { subject: true }, [ORDER]: { subjectPaths: { [path]: 'owner' } } },
    };
    expect(issuesOf(part)).toEqual([`privacy/contentTypes/${ORDER}/subjectPaths/${path} ${code}`]);
  });
});

describe('the map of personal data', () => {
  const map = compileAnnotations(schemas(), privacy() as never);

  it('adds what the document says to what the schemas say', () => {
    expect(map.attribute(PERSON, 'name')).toMatchObject({
      classification: 'personal',
      erasure: 'redact',
    });
    expect(map.attribute(PERSON, 'email')).toMatchObject({ identifier: 'email', portable: true });
    expect(map.attribute('shared.address', 'street')?.classification).toBe('personal');
    expect(map.attribute(PERSON, 'bio')).toBeNull();
    expect(map.contentTypes.get(ORDER)?.subjectPaths).toEqual([
      { relations: ['person'], role: 'owner' },
    ]);
  });

  it('knows accounts without being told', () => {
    expect(map.subjects.map(({ uid }) => uid).sort()).toEqual([PERSON, USER]);
    expect(map.contentTypes.get(USER)?.identifiers.get('email')).toBe('email');
  });

  it('keeps what a retention names, and the record with it', () => {
    const order = map.contentTypes.get(ORDER);
    expect(order?.erasure).toBe('scrub');
    expect(order?.attributes.get('total')).toMatchObject({
      erasure: 'keep',
      retention: { for: 'P10Y', from: 'paidOn', basis: 'Accounting law' },
    });
  });

  it('lists what nobody classified', () => {
    const { unclassified, unreachable } = coverageOf(schemas(), map);
    expect(unclassified.map(({ uid, attribute }) => `${uid} ${attribute}`).sort()).toEqual([
      `${ORDER} remarks`,
      `${PERSON} bio`,
      `${POSTER} image`,
      `${POSTER} title`,
    ]);
    expect(unreachable).toEqual([]);
  });
});
