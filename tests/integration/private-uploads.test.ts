import { writeFileSync } from 'node:fs';
import { request as send, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createUser } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { auditOf, recorded } from './support/audit';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, openContentApi } from './support/crm';
import { createProject, type Project } from './support/project';

type Json = Record<string, unknown>;
type FileRow = { id: number; documentId: string; url: string; formats?: Record<string, FileRow> };

const FILE = 'plugin::upload.file';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

describe('private uploads', () => {
  let project: Project;
  let app: RunningStrapi;
  let rep: Client;
  let other: Client;
  let admin: Client;
  let visitor: Client;
  let member: number;
  const files: Record<string, FileRow> = {};
  const contacts: Record<string, string> = {};

  /** A file with a thumbnail on the disk and in the database, on a record or on none. */
  const store = async (name: string, ext: string, mime: string, related?: Json) => {
    const hash = `${name}_0123`;
    const file = (part: string) => {
      const url = `/uploads/${part}${ext}`;
      writeFileSync(join(project.dir, 'public', url), ext === '.svg' ? SVG : `bytes of ${part}`);
      return { name: `${name}${ext}`, hash: part, ext, mime, url, size: 1 };
    };
    const data = {
      ...file(hash),
      provider: 'local',
      folderPath: '/',
      formats: { thumbnail: file(`thumbnail_${hash}`) },
      ...(related ? { related: [related] } : {}),
    };
    files[name] = (await app.strapi.db.query(FILE).create({ data })) as FileRow;
  };

  const seed = async () => {
    for (const country of ['SE', 'CN']) {
      const account = await createRecord(app.strapi, ACCOUNT, { name: country, country });
      const contact = await createRecord(app.strapi, CONTACT, { firstName: country, account });
      contacts[country] = contact;
      const { id } = (await app.strapi.db
        .query(CONTACT)
        .findOne({ where: { documentId: contact } })) as FileRow;
      const related = { id, __type: CONTACT, __pivot: { field: 'photo' } };
      await store(country.toLowerCase(), '.png', 'image/png', related);
    }
    await store('free', '.txt', 'text/plain');
    await store('drawing', '.svg', 'image/svg+xml');
    writeFileSync(join(project.dir, 'public/uploads/stray.txt'), 'no file of the library');
  };

  const createRep = async (group: string) => {
    const user = await createUser(app.strapi);
    await addMembership(app.strapi, { principal: `user:${user.id}`, group, profile: 'rep' });
    return { id: user.id, client: createClient(app, user.authorization) };
  };

  const photoOf = async (client: Client, query = '') => {
    const path = `/api/contacts/${contacts.SE}?status=draft&populate[0]=photo${query}`;
    return ((await client.get(path)).body as { data: { photo: FileRow } }).data.photo;
  };

  /** As it stands, without the tidying that an HTTP client does to paths. */
  const raw = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      send({ hostname, port, path }, (response: IncomingMessage) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  beforeAll(async () => {
    project = createProject({ plugin: 'source', config: { uploads: { private: true } } });
    app = await startStrapi({ policy: crmPolicy(), appDir: project.dir });
    await openContentApi(
      app.strapi,
      ['authenticated', 'public'],
      ['plugin::upload.content-api.find', 'plugin::custodian.files.findOne']
    );
    await seed();
    const nordic = await createRep('nordics');
    rep = nordic.client;
    member = nordic.id;
    other = (await createRep('benelux')).client;
    visitor = createClient(app);
    const administrator = await logInAdmin(app);
    await addMembership(app.strapi, {
      principal: `admin:${administrator.id}`,
      group: 'nordics',
      profile: 'rep',
    });
    admin = administrator.client;
  });

  afterAll(async () => {
    await app.stop();
    project.remove();
  });

  describe('the checked route', () => {
    const path = (name: string, query = '') =>
      `/custodian/files/${files[name]?.documentId}${query}`;

    it('sends the bytes to who sees the file', async () => {
      for (const [client, prefix] of [
        [rep, '/api'],
        [admin, ''],
      ] as const) {
        const { status, headers, body } = await client.get(`${prefix}${path('se')}`).buffer();
        expect([status, String(body)]).toEqual([200, 'bytes of se_0123']);
        expect(headers).toMatchObject({
          'content-type': 'image/png',
          'content-length': '16',
          'content-disposition': 'inline; filename="se.png"',
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
        });
      }
    });

    it('answers for an invisible file as for a missing one', async () => {
      for (const [client, prefix] of [
        [rep, '/api'],
        [admin, ''],
        [visitor, '/api'],
      ] as const) {
        const missing = await client.get(`${prefix}/custodian/files/aaaaaaaaaaaaaaaaaaaaaaaa`);
        const hidden = await client.get(`${prefix}${path('cn')}`);
        expect([hidden.status, hidden.text]).toEqual([404, missing.text]);
      }
      expect((await visitor.get(`/api${path('free')}`)).status).toBe(200);
      expect((await visitor.get(path('free'))).status).toBe(401);
    });

    it('sends formats, downloads, and never a page', async () => {
      const thumbnail = await rep.get(`/api${path('se', '?format=thumbnail')}`).buffer();
      expect(String(thumbnail.body)).toBe('bytes of thumbnail_se_0123');
      expect((await rep.get(`/api${path('se', '?format=constructor')}`)).status).toBe(404);
      const dispositionOf = async (name: string, query = '') =>
        (await rep.get(`/api${path(name, query)}`)).headers['content-disposition'] as string;
      expect(await dispositionOf('se', '?download')).toMatch(/^attachment/);
      expect(await dispositionOf('free')).toMatch(/^inline/);
      expect(await dispositionOf('drawing')).toMatch(/^attachment/);
    });

    it('reads nothing outside the folder of uploads', async () => {
      const where = { id: files.free?.id };
      await app.strapi.db.query(FILE).update({ where, data: { hash: '../robots', ext: '.txt' } });
      writeFileSync(join(project.dir, 'public/robots.txt'), 'outside');
      expect((await rep.get(`/api${path('free')}`)).status).toBe(404);
      await app.strapi.db.query(FILE).update({ where, data: { hash: 'free_0123', ext: '.txt' } });
    });
  });

  describe('of records whose reads are recorded', () => {
    const reads = async (since: number) => {
      await auditOf(app.strapi).seal();
      const found = await recorded(app.strapi, { type: 'record.read', id: { $gt: since } });
      return found.map(({ causedBy, documentId, details }) => ({
        causedBy,
        documentId,
        door: (details as Json).door,
      }));
    };

    beforeAll(async () => {
      const { contentTypes, ...policy } = crmPolicy();
      const marked = { ...contentTypes[CONTACT], auditReads: true };
      await applyPolicy(app.strapi, {
        ...policy,
        contentTypes: { ...contentTypes, [CONTACT]: marked },
      });
    });
    afterAll(() => applyPolicy(app.strapi, crmPolicy()));

    it('are a read of those records, by either way to the bytes', async () => {
      const photo = await photoOf(rep);
      const entry = { causedBy: `user:${member}`, documentId: contacts.SE, door: 'files' };
      const ways = [
        () => rep.get(`/api/custodian/files/${files.se?.documentId}`),
        () => visitor.get(photo.url),
      ];
      for (const way of ways) {
        const since = await auditOf(app.strapi).newest();
        expect((await way()).status).toBe(200);
        expect(await reads(since)).toEqual([entry]);
      }
    });

    it('are a read of the record whose component they hang on', async () => {
      const { strapi } = app;
      const quote = { __component: 'blocks.quote', text: 'Said so' };
      await strapi.documents(CONTACT).update({
        documentId: contacts.SE ?? '',
        data: { sections: [quote] } as never,
      });
      const { id } = (await strapi.db.query('blocks.quote').findOne({})) as FileRow;
      const related = { id, __type: 'blocks.quote', __pivot: { field: 'picture' } };
      await store('quoted', '.png', 'image/png', related);
      const since = await auditOf(strapi).newest();
      const path = `/api/custodian/files/${files.quoted?.documentId}`;
      expect((await other.get(path)).status).toBe(404);
      expect((await rep.get(path)).status).toBe(200);
      expect(await reads(since)).toEqual([
        { causedBy: `user:${member}`, documentId: contacts.SE, door: 'files' },
      ]);
    });

    it('are no read while nothing is sent, nor of files that hang on nothing marked', async () => {
      const since = await auditOf(app.strapi).newest();
      const path = `/api/custodian/files/${files.cn?.documentId}`;
      expect((await rep.get(path)).status).toBe(404);
      expect((await visitor.get(files.free?.url ?? '')).status).toBe(200);
      expect(await reads(since)).toEqual([]);
    });
  });

  describe('/uploads', () => {
    it('serves what the public sees, and nothing else', async () => {
      const statusOf = async (url: string | undefined) => (await visitor.get(url ?? '')).status;
      expect(await statusOf(files.free?.url)).toBe(200);
      expect(await statusOf(files.free?.formats?.thumbnail?.url)).toBe(200);
      for (const name of ['se', 'cn']) {
        expect(await statusOf(files[name]?.url)).toBe(404);
        expect(await statusOf(files[name]?.formats?.thumbnail?.url)).toBe(404);
      }
      expect(await statusOf('/uploads/stray.txt')).toBe(404);
    });

    it('is not deceived by another spelling of the path', async () => {
      const spellings = [
        '/uploads/se_0123.png',
        '/uploads//se_0123.png',
        '//uploads/se_0123.png',
        '/uploads/./se_0123.png',
        '/uploads/se%5f0123.png',
        '/%75ploads/se_0123.png',
        '/x/../uploads/se_0123.png',
        '/x/%2e%2e/uploads/se_0123.png',
        '/x%2f..%2fuploads%2fse_0123.png',
        '/./uploads/se_0123.png',
      ];
      for (const path of spellings) expect([path, await raw(path)]).not.toContain(200);
      expect(await raw('/uploads/./free_0123.txt')).toBe(200);
    });

    it('is opened by the links in what a caller is answered', async () => {
      const photo = await photoOf(rep);
      for (const url of [photo.url, photo.formats?.thumbnail?.url ?? '']) {
        const { status, headers } = await visitor.get(url);
        expect([status, headers['cache-control']]).toEqual([200, 'private, no-store']);
      }
      const list = await rep.get('/api/upload/files?filters[name]=se.png');
      expect((await visitor.get((list.body as FileRow[])[0]?.url ?? '')).status).toBe(200);
      const library = await admin.get('/upload/files?page=1&pageSize=10');
      const [shown] = (library.body as { results: FileRow[] }).results.filter(
        ({ id }) => id === files.se?.id
      );
      expect((await visitor.get(shown?.formats?.thumbnail?.url ?? '')).status).toBe(200);
    });

    it('asks anew what the caller of a link may see, and takes a link for no other file', async () => {
      const { url } = await photoOf(rep);
      const token = url.slice(url.indexOf('?'));
      expect((await visitor.get(`${files.cn?.url}${token}`)).status).toBe(404);
      expect(
        (await visitor.get(url.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A')))).status
      ).toBe(404);
      const { TABLES } = jest.requireActual<typeof import('../../server/src/access/models')>(
        '../../server/src/access/models'
      );
      const where = { principal: `user:${member}` };
      await app.strapi.db.connection(TABLES.memberships).where(where).delete();
      expect((await visitor.get(url)).status).toBe(404);
      await addMembership(app.strapi, { ...where, group: 'nordics', profile: 'rep' });
      expect((await visitor.get(url)).status).toBe(200);
    });

    it('asks anew whether the caller of a link may still log in, and is a super admin', async () => {
      const { strapi } = app;
      const statusAfter = async (url: string, uid: string, id: number, data: object) => {
        await strapi.db.query(uid).update({ where: { id }, data });
        return (await visitor.get(url)).status;
      };
      const USER = 'plugin::users-permissions.user';
      const { url } = await photoOf(rep);
      expect(await statusAfter(url, USER, member, { blocked: true })).toBe(404);
      expect(await statusAfter(url, USER, member, { blocked: false })).toBe(200);

      const { audiences, ...policy } = crmPolicy();
      const bypass = { ...policy, audiences: { ...audiences, superAdmin: 'bypass' } };
      await applyPolicy(strapi, bypass);
      const { id, client } = await logInAdmin(app);
      const { body } = await client.get('/upload/files?page=1&pageSize=10');
      const { results } = body as { results: FileRow[] };
      const hidden = results.find((file) => file.id === files.cn?.id)?.url ?? '';
      expect((await visitor.get(hidden)).status).toBe(200);
      expect(await statusAfter(hidden, 'admin::user', id, { isActive: false })).toBe(404);
      expect(await statusAfter(hidden, 'admin::user', id, { isActive: true })).toBe(200);
      expect(await statusAfter(hidden, 'admin::user', id, { roles: [] })).toBe(404);
      await applyPolicy(strapi, crmPolicy());
    });

    it('gives the public plain addresses', async () => {
      const { body } = await visitor.get('/api/upload/files');
      const urls = (body as FileRow[]).map(({ url }) => url);
      expect(urls.sort()).toEqual([files.drawing?.url, files.free?.url]);
      expect((await other.get('/api/upload/files?filters[name]=se.png')).body).toEqual([]);
    });
  });
});
