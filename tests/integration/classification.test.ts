import { createAdminRole, createClient, logInAdmin } from './support/client';
import { ACCOUNT, CONTACT } from './support/crm';
import { startRevealing, type Revealing } from './support/revealing';

const ROUTE = '/custodian/classification';

describe('classification', () => {
  let crm: Revealing;

  beforeAll(async () => {
    crm = await startRevealing();
  });
  afterAll(() => crm.app.stop());

  it('lists every attribute of every type with what it holds and how it is masked', async () => {
    const { body } = await crm.admin.get(ROUTE).expect(200);
    const { types } = body.data;
    const contact = types.find(({ uid }: { uid: string }) => uid === CONTACT);
    const of = (name: string) =>
      contact.attributes.find(({ attribute }: { attribute: string }) => attribute === name);
    expect(of('notes')).toEqual({
      attribute: 'notes',
      type: 'text',
      classification: 'special',
      category: 'health',
      legalBasis: 'consent',
      identifier: null,
      mask: 'redact',
    });
    expect(of('email')).toMatchObject({ classification: 'identifier', identifier: 'email' });
    expect(of('score')).toMatchObject({ classification: 'none', mask: null });
    expect(of('birthDate')).toMatchObject({ classification: null, mask: 'year' });
    const names = contact.attributes.map(({ attribute }: { attribute: string }) => attribute);
    expect(names).toEqual(expect.arrayContaining(['firstName', 'photo', 'sections', 'account']));
    const uids = types.map(({ uid }: { uid: string }) => uid);
    expect(uids).toEqual(expect.arrayContaining([ACCOUNT, 'api::tag.tag', 'shared.address']));
    expect(uids.filter((uid: string) => uid.startsWith('admin::'))).toEqual([]);
  });

  it('names what nobody has classified, and special categories that nothing masks', async () => {
    const { body } = await crm.admin.get(ROUTE).expect(200);
    const { unclassified, unmaskedSpecial } = body.data;
    const missing = (uid: string, attribute: string, kind: string) => ({ uid, attribute, kind });
    expect(unclassified).toEqual(
      expect.arrayContaining([
        missing(CONTACT, 'firstName', 'string'),
        missing(CONTACT, 'photo', 'media'),
        missing('shared.address', 'street', 'string'),
      ])
    );
    const named = unclassified.map(({ uid, attribute }: Record<string, string>) =>
      [uid, attribute].join('.')
    );
    for (const name of ['email', 'notes', 'score', 'birthDate'])
      expect(named).not.toContain(`${CONTACT}.${name}`);
    expect(unmaskedSpecial).toEqual([{ uid: ACCOUNT, attribute: 'industry' }]);
  });

  it('is shown to admin users with the permission only', async () => {
    await createAdminRole(crm.app.strapi, 'nothing', []);
    const { client } = await logInAdmin(crm.app, 'nothing');
    await client.get(ROUTE).expect(403);
    await createClient(crm.app).get(ROUTE).expect(401);
  });
});
