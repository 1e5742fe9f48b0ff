import { compilePolicy } from '../../../server/src/access/policy/compile';
import { validatePolicy } from '../../../server/src/access/policy/validate';

const UID = 'api::contact.contact';
const schemas = {
  contentTypes: {
    [UID]: { uid: UID, kind: 'collectionType' as const, governable: true, attributes: {} },
  },
};
const documentWith = (type: object) => ({
  version: 1,
  groups: [],
  profiles: [],
  contentTypes: { [UID]: type },
});

describe('auditReads in a policy', () => {
  it.each([
    [{ auditReads: true }, true],
    [{ auditReads: false }, false],
    [{}, false],
  ])('%j marks the type: %s', (type, marked) => {
    const result = validatePolicy(documentWith(type), schemas);
    if (!result.ok) throw new Error(JSON.stringify(result.issues));
    expect(compilePolicy(result.policy.document, schemas).types.get(UID)?.auditReads).toBe(marked);
  });

  it.each([
    [{ auditReads: 'yes' }, 'auditReads', 'WRONG_TYPE'],
    [{ auditRead: true }, 'auditRead', 'UNKNOWN_KEY'],
  ])('%j is refused', (type, key, code) => {
    const result = validatePolicy(documentWith(type), schemas);
    expect(result).toMatchObject({
      ok: false,
      issues: [{ path: ['contentTypes', UID, key], code }],
    });
  });
});
