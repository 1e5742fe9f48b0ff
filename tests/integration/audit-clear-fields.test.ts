import { grantPermissions } from '../support/actors';
import { applyPolicy, place } from '../support/custodian';
import { auditOf, recorded } from './support/audit';
import type { Client } from './support/client';
import { CONTACT } from './support/crm';
import { EVERYTHING, maskedPolicy, startMasked, type MaskedScene } from './support/masked';

interface Clear {
  readonly fields: string[];
  readonly records?: string[];
  readonly unidentified?: true;
}

const policyOf = (superAdmin: string) => {
  const policy = maskedPolicy();
  const [desk] = policy.profiles.filter(({ code }) => code === 'masked');
  return {
    ...policy,
    profiles: [...policy.profiles, { ...desk!, code: 'desk', name: 'Desk', tasks: ['reveal'] }],
    contentTypes: {
      ...policy.contentTypes,
      [CONTACT]: { ...policy.contentTypes[CONTACT], auditReads: true },
    },
    audiences: { superAdmin },
  };
};

const SCALARS = ['birthDate', 'creditLimit', 'email', 'lastName', 'notes', 'phone'];
const PARTS = [
  'address.position.label',
  'address.site',
  'address.street',
  'phones.number',
  'photo',
  'sections[blocks.link].url',
  'sections[blocks.quote].text',
  'tags',
];

describe('entries of reads name the masked fields that were clear', () => {
  let scene: MaskedScene;
  let own: string;
  let other: string;
  let account: string;
  let since = 0;

  const entries = async () => {
    await auditOf(scene.strapi).seal();
    const found = await recorded(scene.strapi, { type: 'record.read', id: { $gt: since } });
    return found.filter(({ contentType }) => contentType === CONTACT);
  };
  /** What the only entry says. */
  const clear = async (): Promise<Clear[] | undefined> => {
    const found = await entries();
    expect(found).toHaveLength(1);
    return (found[0]?.details as { clear?: Clear[] }).clear;
  };
  const get = (client: Client, path: string) => client.get(path).expect(200);

  beforeAll(async () => {
    scene = await startMasked(policyOf('governed'), { GRAPHQL: 'on' });
    await grantPermissions(scene.strapi, 'authenticated', ['plugin::custodian.reveals.create']);
    ({ own, other, account } = scene.ids);
  });
  beforeEach(async () => {
    since = await auditOf(scene.strapi).newest();
  });
  afterAll(() => scene.app.stop());

  it('row by row, where the depth is narrower than what is read', async () => {
    const { body } = await get(scene.member.client, '/api/contacts');
    expect(await clear()).toEqual(
      expect.arrayContaining([
        { fields: SCALARS, records: [own] },
        { fields: ['phone'], records: [other] },
      ])
    );
    expect(JSON.stringify(body)).not.toContain('_custodian');
  });

  it('of one record without a list, and only if they were selected', async () => {
    await get(scene.member.client, `/api/contacts/${own}?fields[0]=firstName&fields[1]=email`);
    expect(await clear()).toEqual([{ fields: ['email'] }]);
    since = await auditOf(scene.strapi).newest();
    await get(scene.member.client, `/api/contacts/${own}?fields[0]=firstName&sort=email`);
    expect(await clear()).toBeUndefined();
  });

  it('none, for who sees none', async () => {
    await get(scene.masked.client, `/api/contacts?${EVERYTHING}`);
    expect(await clear()).toBeUndefined();
  });

  it('all, for who sees all, parts and links if they were populated', async () => {
    await get(scene.officer.client, '/api/contacts');
    expect(await clear()).toEqual([{ fields: SCALARS }]);
    since = await auditOf(scene.strapi).newest();
    await get(scene.officer.client, `/api/contacts/${other}?populate=phones`);
    expect(await clear()).toEqual([{ fields: [...SCALARS, 'phones.number'].sort() }]);
  });

  it('of parts and links by the record that they belong to', async () => {
    await get(scene.member.client, `/api/contacts?fields=firstName&${EVERYTHING}`);
    const said = await clear();
    expect(said).toHaveLength(1);
    expect(said?.[0]?.records).toEqual([own]);
    // No photo, and no site, was there to be read.
    const read = PARTS.filter((field) => field !== 'photo' && field !== 'address.site');
    expect(said?.[0]?.fields).toEqual(expect.arrayContaining(read));
    expect(PARTS).toEqual(expect.arrayContaining(said?.[0]?.fields ?? []));
  });

  it('of records that are populated in others', async () => {
    const path = `/api/accounts/${account}?populate[contacts][fields][0]=email`;
    await get(scene.member.client, path);
    expect(await clear()).toEqual([{ fields: ['email'], records: [own] }]);
    since = await auditOf(scene.strapi).newest();
    await get(scene.officer.client, path);
    expect(await clear()).toEqual([{ fields: ['email'] }]);
  });

  it('by GraphQL', async () => {
    const query = '{ accounts { contacts { notes phones { number } } } }';
    await scene.member.client.post('/graphql', { query }).expect(200);
    const said = await clear();
    const ofOwn = said?.filter(({ records }) => records?.includes(own));
    expect(ofOwn).toHaveLength(1);
    expect(ofOwn?.[0]?.fields).toEqual(expect.arrayContaining(['notes', 'phones.number']));
    expect(said).toContainEqual({ fields: ['phone'], records: [other] });
  });

  it('in the content manager', async () => {
    await place(scene.strapi, {
      contentType: CONTACT,
      documentId: other,
      owner: scene.adminPrincipal,
    });
    const path = `/content-manager/collection-types/${CONTACT}/${other}`;
    const { body } = await get(scene.admin, path);
    expect(JSON.stringify(body)).not.toContain('_custodian');
    const found = await entries();
    expect(found[0]).toMatchObject({ documentId: other });
    const fields = found.flatMap(({ details }) =>
      (details as { clear?: Clear[] }).clear!.flatMap((one) => one.fields)
    );
    expect(fields).toEqual(expect.arrayContaining(SCALARS));
  });

  it('that a reveal shows', async () => {
    const desk = await scene.person('desk');
    await get(desk.client, `/api/contacts/${other}`);
    expect(await clear()).toBeUndefined();
    const data = { contentType: CONTACT, documentId: other, fields: ['email'], purpose: 'a call' };
    scene.strapi.config.set('plugin::custodian.reveal', {});
    await desk.client.post('/api/custodian/reveals', { data }).expect(201);
    since = await auditOf(scene.strapi).newest();
    await get(desk.client, '/api/contacts');
    expect(await clear()).toEqual([{ fields: ['email'], records: [other] }]);
  });

  it('and the self-test, which reads every masked column, leaves none', async () => {
    await get(scene.admin, '/custodian/self-test');
    expect(await entries()).toEqual([]);
  });

  it('of every governed type, for a super admin who sees the tables themselves', async () => {
    await applyPolicy(scene.strapi, policyOf('audited'));
    await get(scene.admin, `/content-manager/collection-types/${CONTACT}/${own}`);
    const found = await entries();
    const fields = new Set(
      found.flatMap(({ details }) =>
        ((details as { clear?: Clear[] }).clear ?? []).flatMap((one) => one.fields)
      )
    );
    expect([...fields]).toEqual(expect.arrayContaining(SCALARS));
  });
});
