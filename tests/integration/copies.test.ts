import type { Response } from 'supertest';
import { getContainer } from '../../server/src/container';
import { createActor } from '../../server/src/platform/actor';
import { createUser } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { ACCOUNT, CONTACT, createRecord } from './support/crm';

const HISTORY = 'plugin::content-manager.history-version';
const RELEASE = 'plugin::content-releases.release';
const ACTION = 'plugin::content-releases.release-action';
const TAG = 'api::tag.tag';
const MISSING = 'z'.repeat(24);
const RIGHTS = { read: 'group', update: 'group' };

const policy = {
  version: 1,
  groups: [
    { code: 'north', name: 'North', matches: ['SE'] },
    { code: 'south', name: 'South', matches: ['CN'] },
  ],
  profiles: [
    {
      code: 'member',
      name: 'Member',
      contentTypes: {
        [ACCOUNT]: RIGHTS,
        [CONTACT]: { ...RIGHTS, publish: 'group' },
      },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
  },
};

type Row = Record<string, Response['body']>;

/** The tables of releases and history exist without a licence; their HTTP routes do not. */
describe('rows that speak about governed records', () => {
  let app: RunningStrapi;
  let asRep: <T>(work: () => Promise<T>) => Promise<T>;
  let release: Row;
  const ids: Record<string, string> = {};

  const query = (uid: string) => app.strapi.db.query(uid);
  const about = (uid: string, documentId: string) => ({ contentType: uid, documentId });
  const action = (contentType: string, entryDocumentId: string) => ({
    type: 'publish',
    contentType,
    entryDocumentId,
    release: release.id,
  });
  const documents = (rows: Row[]) =>
    rows.map((row) => row.relatedDocumentId ?? row.entryDocumentId).sort();

  beforeAll(async () => {
    app = await startStrapi({ policy });
    const { strapi } = app;
    for (const country of ['SE', 'CN']) {
      ids[country] = await createRecord(strapi, ACCOUNT, { name: country, country });
      const data = { firstName: country, account: ids[country] };
      ids[`contact ${country}`] = await createRecord(strapi, CONTACT, data);
    }
    ids.tag = await createRecord(strapi, TAG, { name: 'hot' });
    release = (await query(RELEASE).create({
      data: { name: 'Spring', timezone: 'UTC', status: 'empty' },
    })) as Row;
    const targets = [
      about(CONTACT, ids['contact SE']!),
      about(CONTACT, ids['contact CN']!),
      about(TAG, ids.tag),
    ];
    for (const { contentType, documentId } of targets) {
      await query(ACTION).create({ data: action(contentType, documentId) });
      await query(HISTORY).create({
        data: {
          contentType,
          relatedDocumentId: documentId,
          status: 'draft',
          data: { note: documentId },
          schema: {},
        },
      });
    }
    const user = await createUser(strapi);
    await addMembership(strapi, {
      principal: `user:${user.id}`,
      group: 'north',
      profile: 'member',
    });
    const { sessions, scopes } = getContainer(strapi);
    asRep = async (work) => {
      const actor = createActor('user', user.id);
      await sessions.open(actor);
      return scopes.runAs(actor, work);
    };
  });

  afterAll(() => app.stop());

  it('are seen and counted with the record only; of other types as ever', async () => {
    const visible = [ids['contact SE'], ids.tag].sort();
    await asRep(async () => {
      expect(documents((await query(HISTORY).findMany({})) as Row[])).toEqual(visible);
      expect(await query(HISTORY).count({})).toBe(2);
      const where = { contentType: CONTACT, relatedDocumentId: ids['contact CN'] };
      expect(await query(HISTORY).findOne({ where })).toBeNull();
      expect(documents((await query(ACTION).findMany({})) as Row[])).toEqual(visible);
      const found = (await query(RELEASE).findOne({ where: {}, populate: ['actions'] })) as Row;
      expect(documents(found.actions)).toEqual(visible);
      const counted = await query(RELEASE).findMany({ populate: { actions: { count: true } } });
      expect((counted as Row[])[0]!.actions.count).toBe(2);
    });
    expect(await query(HISTORY).count({})).toBe(3);
  });

  it('are made about records that are visible and may be published; a hidden one is a missing one', async () => {
    const create = (uid: string, documentId: string) =>
      asRep(() => query(ACTION).create({ data: action(uid, documentId) })).then(
        () => 'created',
        (error: unknown) => {
          const { name, message, details } = error as Row;
          return { name, message, code: details?.code };
        }
      );
    const missing = await create(CONTACT, MISSING);
    expect(missing).toMatchObject({ name: 'NotFoundError' });
    expect(await create(CONTACT, ids['contact CN']!)).toEqual(missing);
    expect(await create(ACCOUNT, ids.SE!)).toMatchObject({ code: 'PUBLISH_DENIED' });
    expect(await query(ACTION).count({})).toBe(3);
    expect(await create(CONTACT, ids['contact SE']!)).toBe('created');
    expect(await create(TAG, ids.tag!)).toBe('created');
  });

  it('are changed and deleted where they are visible, and never turned to a hidden record', async () => {
    const rowOf = async (documentId: string) =>
      (await query(ACTION).findOne({ where: { entryDocumentId: documentId } })) as Row;
    const hidden = await rowOf(ids['contact CN']!);
    const own = await rowOf(ids['contact SE']!);
    const data = { type: 'unpublish' };
    await asRep(async () => {
      expect(await query(ACTION).update({ where: { id: hidden.id }, data })).toBeNull();
      expect(await query(ACTION).delete({ where: { id: hidden.id } })).toBeNull();
      const where = { id: { $in: [hidden.id, own.id] } };
      expect(await query(ACTION).updateMany({ where, data })).toEqual({ count: 1 });
      const turn = query(ACTION).update({
        where: { id: own.id },
        data: { entryDocumentId: ids['contact CN'] },
      });
      await expect(turn).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(await query(ACTION).delete({ where: { id: own.id } })).toMatchObject({ id: own.id });
    });
    expect(await rowOf(ids['contact CN']!)).toMatchObject({ type: 'publish' });
  });
});
