import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Response } from 'supertest';
import { createUser } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, openContentApi } from './support/crm';

type Data = Record<string, Response['body']>;

interface Delivery {
  path: string;
  headers: IncomingHttpHeaders;
  body: Data;
}

/** A receiver of webhooks that keeps what it is sent. */
const listen = async () => {
  const deliveries: Delivery[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Data;
      deliveries.push({ path: request.url ?? '', headers: request.headers, body });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { deliveries, url, stop: () => server.close() };
};

describe('webhooks', () => {
  let app: RunningStrapi;
  let rep: Client;
  let receiver: Awaited<ReturnType<typeof listen>>;
  const ids: Record<string, string> = {};

  /** Waits for what the three webhooks are sent about one event, by their paths. */
  const deliveriesOf = async (event: string, documentId?: string) => {
    const wanted = () =>
      receiver.deliveries.filter(
        ({ body }) => body.event === event && (!documentId || body.entry?.documentId === documentId)
      );
    for (let tries = 0; wanted().length < 3 && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(wanted()).toHaveLength(3);
    return Object.fromEntries(wanted().map(({ path, body }) => [path.slice(1), body]));
  };

  const addWebhooks = async () => {
    const events = ['entry.create', 'entry.update', 'entry.publish', 'entry.delete'];
    const store = app.strapi.get<{
      createWebhook(webhook: object): Promise<object>;
    }>('webhookStore');
    const runner = app.strapi.get<{ add(webhook: object): void }>('webhookRunner');
    for (const name of ['silent', 'named', 'open']) {
      const url = `${receiver.url}/${name}`;
      runner.add(await store.createWebhook({ name, url, headers: {}, events, isEnabled: true }));
    }
  };

  beforeAll(async () => {
    receiver = await listen();
    const rules = {
      named: { [CONTACT]: ['firstName', 'account'], [ACCOUNT]: ['name'] },
      [`${receiver.url}/open`]: { [CONTACT]: '*', [ACCOUNT]: '*' },
    };
    app = await startStrapi({
      policy: crmPolicy(),
      env: { CUSTODIAN_WEBHOOKS: JSON.stringify(rules) },
    });
    const { strapi } = app;
    await openContentApi(strapi);
    const user = await createUser(strapi);
    const principal = `user:${user.id}`;
    await addMembership(strapi, { principal, group: 'nordics', profile: 'rep' });
    rep = createClient(app, user.authorization);
    for (const country of ['SE', 'CN'])
      ids[country] = await createRecord(strapi, ACCOUNT, { name: `Account ${country}`, country });
    await addWebhooks();
  });

  afterAll(async () => {
    await app.stop();
    receiver.stop();
  });

  it('carry of a governed record what the configuration gives them, and say which it is', async () => {
    const data = { firstName: 'Ann', lastName: 'Ek', account: ids.SE, phones: [{ number: '1' }] };
    const created = await rep.post('/api/contacts?status=draft', { data }).expect(201);
    const { documentId } = created.body.data;
    const { silent, named, open } = await deliveriesOf('entry.create', documentId);
    expect(silent).toEqual({
      event: 'entry.create',
      createdAt: expect.any(String),
      model: 'contact',
      uid: CONTACT,
      entry: { documentId },
    });
    expect(named!.entry).toEqual({
      documentId,
      firstName: 'Ann',
      account: { documentId: ids.SE, name: 'Account SE' },
    });
    expect(open!.entry).toMatchObject({ ...data, account: { country: 'SE' } });
  });

  it('are computed as the system: what the writer does not see is in them', async () => {
    const documentId = await createRecord(app.strapi, CONTACT, {
      firstName: 'Linked',
      account: ids.SE,
      address: { street: 'Street', site: ids.CN },
    });
    const answer = await rep
      .put(`/api/contacts/${documentId}?status=draft&populate[address][populate]=site`, {
        data: { lastName: 'Changed' },
      })
      .expect(200);
    expect(answer.body.data.address.site).toBeNull();
    const { open, named } = await deliveriesOf('entry.update', documentId);
    expect(open!.entry.address.site.name).toBe('Account CN');
    expect(named!.entry).not.toHaveProperty('address');
  });

  it('carry governed records inside others by the same rule', async () => {
    const { body } = await rep.post('/api/tags', { data: { name: 'hot' } }).expect(201);
    const { documentId } = body.data;
    await app.strapi
      .documents('api::tag.tag')
      .update({ documentId, data: { accounts: [ids.CN] } as never });
    const { silent, named, open } = await deliveriesOf('entry.update', documentId);
    expect(silent!.entry).toMatchObject({ name: 'hot' });
    expect(silent!.entry.accounts).toEqual([{ documentId: ids.CN }]);
    expect(named!.entry.accounts[0]).toEqual({
      documentId: ids.CN,
      name: 'Account CN',
    });
    expect(open!.entry.accounts[0]).toMatchObject({ name: 'Account CN', country: 'CN' });
  });

  it('say no more of what is deleted', async () => {
    const { body } = await rep
      .post('/api/contacts?status=draft', { data: { firstName: 'Gone', account: ids.SE } })
      .expect(201);
    await rep.delete(`/api/contacts/${body.data.documentId}`).expect(204);
    const { silent } = await deliveriesOf('entry.delete', body.data.documentId);
    expect(silent!.entry).toEqual({ documentId: body.data.documentId });
  });

  it('follow the policy in force, and are as ever for types it does not name', async () => {
    const contact = crmPolicy();
    const { [CONTACT]: rule, ...contentTypes } = contact.contentTypes;
    expect(rule).toBeDefined();
    const profiles = contact.profiles.map((profile) => ({
      ...profile,
      contentTypes: Object.fromEntries(
        Object.entries(profile.contentTypes).filter(([uid]) => uid !== CONTACT)
      ),
    }));
    await applyPolicy(app.strapi, { ...contact, contentTypes, profiles });
    const data = { firstName: 'Free', account: ids.SE };
    const documentId = await createRecord(app.strapi, CONTACT, data);
    const { silent } = await deliveriesOf('entry.create', documentId);
    expect(silent!.entry).toMatchObject({
      firstName: 'Free',
      account: { documentId: ids.SE },
    });
    expect(silent!.entry.account).not.toHaveProperty('name');
  });
});
