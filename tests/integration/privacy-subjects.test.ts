import { setTimeout as delay } from 'node:timers/promises';
import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import { IDENTIFIER_UID } from '../../server/src/privacy/subjects/models';
import { createUser } from '../support/actors';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { ACCOUNT, CONTACT, createRecord, crmPolicy } from './support/crm';

const USER = 'plugin::users-permissions.user';

const policy = () => ({
  ...crmPolicy(),
  privacy: {
    contentTypes: {
      [CONTACT]: {
        subject: true,
        attributes: {
          email: { classification: 'identifier', identifier: 'email' },
          phone: { classification: 'identifier', identifier: 'phone' },
          ownerRef: { classification: 'identifier', identifier: 'customerNumber' },
        },
      },
    },
    components: {
      'shared.phone': {
        attributes: { number: { classification: 'identifier', identifier: 'phone' } },
      },
    },
  },
});

describe('the identity index', () => {
  let app: RunningStrapi;
  let privacy: PrivacyServices;
  let sequence = 0;

  beforeAll(async () => {
    app = await startStrapi({ policy: policy() });
    privacy = app.strapi.plugin('custodian').service<PrivacyServices>('privacy');
  });
  afterAll(() => app.stop());

  const newEmail = () => `person${(sequence += 1)}@example.test`;
  const find = async (
    value: string,
    kind: 'email' | 'phone' | 'customerNumber' | 'account' = 'email'
  ) => (await privacy.identities.find([{ kind, value }])).map(({ documentId }) => documentId);
  const contact = (data: Record<string, unknown>, status?: 'published') =>
    createRecord(app.strapi, CONTACT, { firstName: 'Anna', ...data }, status);
  const update = (documentId: string, data: Record<string, unknown>, more: object = {}) =>
    app.strapi.documents(CONTACT as never).update({ documentId, data, ...more } as never);
  const rebuild = async () => {
    const job = await privacy.upkeep.rebuild(true);
    // Done here, or by the worker that was told of it.
    await privacy.jobs.runDue();
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await privacy.jobs.find(job!.id);
      if (found?.state === 'done') return found;
      await delay(25);
    }
    throw new Error('The rebuild did not end');
  };

  it('follows a record through its life, draft and published', async () => {
    const [before, after] = [newEmail(), newEmail()];
    const id = await contact({ email: before.toUpperCase() }, 'published');
    expect(await find(before)).toEqual([id]);
    await update(id, { email: after });
    // The published row still carries the old address, and so does the person.
    expect([await find(before), await find(after)]).toEqual([[id], [id]]);
    await app.strapi.documents(CONTACT as never).publish({ documentId: id } as never);
    expect([await find(before), await find(after)]).toEqual([[], [id]]);
    await app.strapi.documents(CONTACT as never).delete({ documentId: id } as never);
    expect(await find(after)).toEqual([]);
  });

  it('knows what is written through db.query, one by one and in bulk', async () => {
    const emails = [newEmail(), newEmail(), newEmail()] as const;
    const rows = app.strapi.db.query(CONTACT);
    const created = await rows.create({
      data: { documentId: `doc-${emails[0]}`, email: emails[0] },
    });
    await rows.createMany({ data: [{ documentId: `doc-${emails[1]}`, email: emails[1] }] });
    expect([await find(emails[0]), await find(emails[1])]).toEqual([
      [`doc-${emails[0]}`],
      [`doc-${emails[1]}`],
    ]);
    await rows.updateMany({ where: { id: created.id }, data: { email: emails[2] } });
    expect([await find(emails[0]), await find(emails[2])]).toEqual([[], [`doc-${emails[0]}`]]);
    await rows.deleteMany({ where: { email: { $in: [...emails] } } });
    expect([await find(emails[1]), await find(emails[2])]).toEqual([[], []]);
  });

  it('finds phones in any way of writing, in components too', async () => {
    const id = await contact({
      phone: '+46 70 555 00 11',
      phones: [{ number: '+31 6 1234 5678' }],
    });
    expect(await find('+46705550011', 'phone')).toEqual([id]);
    expect(await find('+31612345678', 'phone')).toEqual([id]);
    await update(id, { phones: [] });
    expect(await find('+31612345678', 'phone')).toEqual([]);
  });

  it('knows accounts, by number and by address', async () => {
    const { id } = await createUser(app.strapi);
    const user = await app.strapi.db.query(USER).findOne({ where: { id } });
    expect(await find(String(id), 'account')).toEqual([user.documentId]);
    expect(await find(user.email)).toEqual([user.documentId]);
  });

  it('is undone with the write it belongs to', async () => {
    const email = newEmail();
    const undone = app.strapi.db.transaction(async () => {
      await contact({ email });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await find(email)).toEqual([]);
  });

  it('holds digests, not identifiers, and nothing of types that are no subjects', async () => {
    const email = newEmail();
    await contact({ email });
    await createRecord(app.strapi, ACCOUNT, { name: email, country: 'SE' });
    const rows = await app.strapi.db.query(IDENTIFIER_UID).findMany({});
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('example.test');
    expect(rows.map((row: { contentType: string }) => row.contentType)).not.toContain(ACCOUNT);
  });

  it('is mended by a rebuild, with progress', async () => {
    const [email, hidden] = [newEmail(), newEmail()];
    const id = await contact({ email });
    await app.strapi.db.connection('contacts').where({ document_id: id }).update({ email: hidden });
    expect([await find(email), await find(hidden)]).toEqual([[id], []]);
    await rebuild();
    expect([await find(email), await find(hidden)]).toEqual([[], [id]]);
    await app.strapi.db.connection('contacts').where({ document_id: id }).delete();
    const job = await rebuild();
    expect(await find(hidden)).toEqual([]);
    expect(job.progress.total).toBeGreaterThan(0);
    expect(job.progress.done).toBe(job.progress.total);
  });

  it('knows that other annotations ask for another index', async () => {
    await rebuild();
    expect(await privacy.upkeep.isCurrent()).toBe(true);
    const custodian = app.strapi.plugin('custodian').service('policy');
    const other = policy();
    delete (other.privacy.contentTypes[CONTACT].attributes as Record<string, unknown>).ownerRef;
    await custodian.activate(other, { by: 'system' });
    expect(await privacy.upkeep.isCurrent()).toBe(false);
    await custodian.activate(policy(), { by: 'system' });
    expect(await privacy.upkeep.isCurrent()).toBe(true);
  });

  it('tells one person from several who share an address', async () => {
    const email = newEmail();
    const identifiers = [{ kind: 'email' as const, value: email }];
    const [first, second] = [await contact({ email }), await contact({ email })];
    expect(await privacy.subjects.lookup(identifiers)).toMatchObject({ ambiguous: true });

    const records = [first, second].map((documentId) => ({ contentType: CONTACT, documentId }));
    await privacy.subjects.merge(records);
    expect(await privacy.subjects.lookup(identifiers)).toMatchObject({ ambiguous: false });

    await privacy.subjects.split(records[1]!);
    expect(await privacy.subjects.lookup(identifiers)).toMatchObject({ ambiguous: true });
  });

  it('brings along what was merged with a record, whatever address it has', async () => {
    const [one, other] = [newEmail(), newEmail()];
    const ids = [await contact({ email: one }), await contact({ email: other })];
    await privacy.subjects.merge(ids.map((documentId) => ({ contentType: CONTACT, documentId })));
    const { records } = await privacy.subjects.lookup([{ kind: 'email', value: one }]);
    expect(records.map(({ documentId }) => documentId).sort()).toEqual([...ids].sort());
    await expect(
      privacy.subjects.merge([{ contentType: CONTACT, documentId: ids[0]! }])
    ).rejects.toMatchObject({ details: { code: 'TOO_FEW_RECORDS' } });
  });
});
