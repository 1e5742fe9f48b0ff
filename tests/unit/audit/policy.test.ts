import { compilePolicy } from '../../../server/src/access/policy/compile';
import { validatePolicy } from '../../../server/src/access/policy/validate';
import { SCHEMAS } from '../access/fixtures';

const UID = 'api::contact.contact';
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
    const result = validatePolicy(documentWith(type), SCHEMAS);
    if (!result.ok) throw new Error(JSON.stringify(result.issues));
    expect(compilePolicy(result.policy.document, SCHEMAS).types.get(UID)?.auditReads).toBe(marked);
  });

  it.each([
    [{ auditReads: 'yes' }, 'auditReads', 'WRONG_TYPE'],
    [{ auditRead: true }, 'auditRead', 'UNKNOWN_KEY'],
  ])('%j is refused', (type, key, code) => {
    const result = validatePolicy(documentWith(type), SCHEMAS);
    expect(result).toMatchObject({
      ok: false,
      issues: [{ path: ['contentTypes', UID, key], code }],
    });
  });
});
