import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createUser } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createClient, logInAdmin, type Client } from './support/client';
import { ACCOUNT, CONTACT, createRecord, crmPolicy, openContentApi } from './support/crm';
import { createProject, type Project } from './support/project';

type Json = Record<string, unknown>;
type FileRow = { id: number; documentId: string; name: string; url: string };
type Answer = { status: number; body: Json & { error?: { details: Json } }; text: string };

const FILE = 'plugin::upload.file';
const PRODUCT = 'api::product.product';
const UPLOAD_ACTIONS = ['find', 'findPage', 'findOne', 'upload', 'destroy'].map(
  (name) => `plugin::upload.content-api.${name}`
);
const MISSING = '999999';
const BYTES = 'the bytes of a file';

const names = (rows: unknown): unknown[] => (rows as Json[]).map(({ name }) => name).sort();
const codeOf = ({ body }: Answer) => body.error?.details.code;

describe('files', () => {
  let app: RunningStrapi;
  let rep: Client;
  let reader: Client;
  let admin: Client;
  let visitor: Client;
  let authorization: string;
  const files: Record<string, FileRow> = {};
  const rows: Record<string, number> = {};
  // A project of its own, for the files that are stored.
  let project: Project;

  const send = (path: string, name: string, fields: Json = {}, as = authorization) => {
    const call = app.request.post(path).set('Authorization', as);
    for (const [key, value] of Object.entries(fields)) void call.field(key, String(value));
    return call.attach('files', Buffer.from(BYTES), { filename: name, contentType: 'text/plain' });
  };
  const upload = (name: string, fields: Json = {}) => send('/api/upload', name, fields);
  const linksOf = (id: number): Promise<Json[]> =>
    app.strapi.db.connection('files_related_mph').where('file_id', id).select('*');
  const onDisk = ({ url }: FileRow) => existsSync(join(project.dir, 'public', url));

  /** A file as the system stores it, hanging on rows by a type, an id and an attribute. */
  const store = async (name: string, on: [string, number, string][] = []) => {
    const { body } = (await upload(`${name}.txt`).expect(201)) as { body: FileRow[] };
    const row = body[0] as FileRow;
    for (const [type, id, field] of on)
      await app.strapi.db.connection('files_related_mph').insert({
        file_id: row.id,
        related_id: id,
        related_type: type,
        field,
        order: 1,
      });
    files[name] = row;
    return row;
  };

  const idOf = async (uid: string, documentId: string): Promise<number> => {
    const where = { documentId, publishedAt: null };
    return ((await app.strapi.db.query(uid).findOne({ where })) as { id: number }).id;
  };

  const seedRecords = async () => {
    for (const country of ['SE', 'CN']) {
      const account = await createRecord(app.strapi, ACCOUNT, { name: country, country });
      const contact = await createRecord(app.strapi, CONTACT, {
        firstName: `Contact ${country}`,
        account,
        phones: [{ number: `+${country}` }],
        sections: [{ __component: 'blocks.quote', text: country }],
      });
      rows[country] = await idOf(CONTACT, contact);
      const phones = await app.strapi.db
        .connection('contacts_cmps')
        .where({ entity_id: rows[country], component_type: 'blocks.quote' })
        .select('cmp_id');
      rows[`quote ${country}`] = (phones as { cmp_id: number }[])[0]?.cmp_id ?? 0;
    }
    const product = await createRecord(app.strapi, PRODUCT, { name: 'Chair' });
    rows.product = await idOf(PRODUCT, product);
  };

  const seedFiles = async () => {
    const { SE = 0, CN = 0, product = 0 } = rows;
    await store('free');
    await store('north', [[CONTACT, SE, 'photo']]);
    await store('south', [[CONTACT, CN, 'photo']]);
    await store('both', [
      [CONTACT, SE, 'files'],
      [CONTACT, CN, 'files'],
    ]);
    await store('catalogue', [[PRODUCT, product, 'picture']]);
    await store('quoted-north', [['blocks.quote', rows['quote SE'] ?? 0, 'picture']]);
    await store('quoted-south', [['blocks.quote', rows['quote CN'] ?? 0, 'picture']]);
  };

  const SEEN = ['both.txt', 'catalogue.txt', 'free.txt', 'north.txt', 'quoted-north.txt'];

  beforeAll(async () => {
    project = createProject({ plugin: 'source' });
    app = await startStrapi({ policy: crmPolicy(), appDir: project.dir });
    const { strapi } = app;
    await openContentApi(
      strapi,
      ['authenticated', 'public'],
      [...UPLOAD_ACTIONS, 'plugin::custodian.files.findOne']
    );
    const user = await createUser(strapi);
    await addMembership(strapi, { principal: `user:${user.id}`, group: 'nordics', profile: 'rep' });
    authorization = user.authorization;
    rep = createClient(app, user.authorization);
    const other = await createUser(strapi);
    await addMembership(strapi, {
      principal: `user:${other.id}`,
      group: 'emea',
      profile: 'auditor',
    });
    reader = createClient(app, other.authorization);
    visitor = createClient(app);
    const administrator = await logInAdmin(app);
    await addMembership(strapi, {
      principal: `admin:${administrator.id}`,
      group: 'nordics',
      profile: 'rep',
    });
    admin = administrator.client;
    await seedRecords();
    await seedFiles();
  });

  afterAll(async () => {
    await app.stop();
    project.remove();
  });

  describe('the media library', () => {
    it('lists, counts and searches the files of visible records, and those of none', async () => {
      const { body } = await rep.get('/api/upload/files');
      expect(names(body)).toEqual(SEEN);
      const page = await rep.get('/api/upload/files/page?pagination[pageSize]=2&sort=name');
      expect((page.body as { meta: Json }).meta).toMatchObject({ pagination: { total: 5 } });
      const found = await rep.get('/api/upload/files?filters[name][$contains]=south');
      expect(found.body).toEqual([]);
      const all = await reader.get('/api/upload/files');
      expect((all.body as unknown[]).length).toBe(7);
      const none = await visitor.get('/api/upload/files');
      expect(names(none.body)).toEqual(['catalogue.txt', 'free.txt']);
    });

    it('answers for a hidden file as for a missing one', async () => {
      expect((await rep.get(`/api/upload/files/${files.north?.id}`)).status).toBe(200);
      for (const client of [rep, admin]) {
        const prefix = client === rep ? '/api/upload' : '/upload';
        const hidden = await client.get(`${prefix}/files/${files.south?.id}`);
        const missing = await client.get(`${prefix}/files/${MISSING}`);
        expect([hidden.status, hidden.text]).toEqual([404, missing.text]);
      }
    });

    it('shows only visible records beside a file', async () => {
      const { body } = await rep.get('/api/upload/files?populate=related&filters[name]=both.txt');
      const [file] = body as { related: Json[] }[];
      expect(file?.related.map(({ id }) => id)).toEqual([rows.SE]);
    });

    it('shows the same in the admin panel, with folders that count alike', async () => {
      const folder = await admin.post('/upload/folders', { name: 'Photos', parent: null });
      const { id } = (folder.body as { data: { id: number } }).data;
      const ids = [files.north?.id, files.south?.id];
      await app.strapi.db
        .connection('files_folder_lnk')
        .insert(ids.map((file) => ({ file_id: file, folder_id: id })));
      const list = await admin.get('/upload/files?page=1&pageSize=20&_q=txt');
      const page = list.body as { results: Json[]; pagination: Json };
      expect(names(page.results)).toEqual(SEEN);
      expect(page.pagination.total).toBe(5);
      const searched = await admin.get('/upload/files?_q=south');
      expect((searched.body as { results: Json[] }).results).toEqual([]);
      const folders = await admin.get('/upload/folders');
      const photos = (folders.body as { data: Json[] }).data.find((row) => row.id === id);
      expect(photos).toMatchObject({ files: { count: 1 } });
      const detail = await admin.get(`/upload/folders/${id}`);
      expect((detail.body as { data: Json }).data).toMatchObject({ files: { count: 1 } });
      await app.strapi.db.connection('files_folder_lnk').where('folder_id', id).delete();
    });

    it('still populates the media of records', async () => {
      const { body } = await rep.get(
        '/api/contacts?status=draft&populate[0]=photo&populate[1]=files'
      );
      const [contact] = (body as { data: Json[] }).data;
      expect(contact).toMatchObject({
        photo: { name: 'north.txt' },
        files: [{ name: 'both.txt' }],
      });
    });
  });

  describe('attaching', () => {
    const attach = (refId: unknown, fields: Json = {}) =>
      upload('attached.txt', { ref: CONTACT, refId, field: 'files', ...fields });
    const count = () => app.strapi.db.query(FILE).count({});

    it('takes a visible record that the caller may update', async () => {
      const { body, status } = await attach(rows.SE);
      expect(status).toBe(201);
      const [file] = body as FileRow[];
      expect(await linksOf(file?.id ?? 0)).toEqual([
        expect.objectContaining({ related_type: CONTACT, field: 'files' }),
      ]);
      expect(await linksOf(files.both?.id ?? 0)).toHaveLength(2);
      await rep.delete(`/api/upload/files/${file?.id}`).expect(200);
    });

    it('answers for an invisible record as for a missing one, and stores nothing', async () => {
      const before = await count();
      const hidden = await attach(rows.CN);
      const missing = await attach(MISSING);
      expect([hidden.status, hidden.text]).toEqual([404, missing.text]);
      const component = { ref: 'blocks.quote', field: 'picture' };
      const inside = await attach(rows['quote CN'], component);
      expect([inside.status, inside.text]).toEqual([404, missing.text]);
      for (const id of ['abc', '99999999999']) expect((await attach(id)).text).toBe(missing.text);
      expect(await count()).toBe(before);
    });

    it('takes the right to update, and to publish for what is published', async () => {
      const other = await createUser(app.strapi);
      await addMembership(app.strapi, {
        principal: `user:${other.id}`,
        group: 'emea',
        profile: 'auditor',
      });
      const fields = { ref: CONTACT, refId: rows.SE, field: 'files' };
      const refused = await send('/api/upload', 'a.txt', fields, other.authorization);
      expect([refused.status, codeOf(refused)]).toEqual([403, 'UPDATE_DENIED']);
      const documents = app.strapi.documents(CONTACT);
      const { documentId } = (await app.strapi.db
        .query(CONTACT)
        .findOne({ where: { id: rows.SE } })) as FileRow;
      await documents.publish({ documentId });
      const published = (await app.strapi.db
        .query(CONTACT)
        .findOne({ where: { documentId, publishedAt: { $notNull: true } } })) as FileRow;
      const live = await attach(published.id);
      expect([live.status, codeOf(live)]).toEqual([403, 'PUBLISH_DENIED']);
      await documents.unpublish({ documentId });
    });

    it('takes media attributes only', async () => {
      const { status, body } = await attach(rows.SE, { field: 'firstName' });
      expect([status, (body as Json & Answer['body']).error?.details]).toEqual([
        400,
        expect.objectContaining({ code: 'INVALID_FIELD', path: ['field'] }),
      ]);
    });

    it('leaves types that are not governed to Strapi', async () => {
      const { status } = await attach(rows.product, { ref: PRODUCT, field: 'picture' });
      expect(status).toBe(201);
    });

    it("is nobody's once the record that held it is gone, or holds another", async () => {
      const account = await createRecord(app.strapi, ACCOUNT, { name: 'Left', country: 'SE' });
      const documentId = await createRecord(app.strapi, CONTACT, { firstName: 'Left', account });
      const refId = await idOf(CONTACT, documentId);
      const photo = { ref: CONTACT, refId, field: 'photo' };
      const { body } = (await upload('first.txt', photo).expect(201)) as { body: FileRow[] };
      const seen = async (name: string) =>
        ((await rep.get(`/api/upload/files?filters[name]=${name}`)).body as unknown[]).length;
      expect(await seen('first.txt')).toBe(1);
      await rep
        .put(`/api/contacts/${documentId}?status=draft`, { data: { photo: null } })
        .expect(200);
      expect(await linksOf(body[0]!.id)).toEqual([]);
      expect(await seen('first.txt')).toBe(0);
      const second = (await upload('second.txt', photo).expect(201)) as { body: FileRow[] };
      expect(await seen('second.txt')).toBe(1);
      await app.strapi.documents(CONTACT as never).delete({ documentId } as never);
      expect(await linksOf(second.body[0]!.id)).toEqual([]);
      expect(await seen('second.txt')).toBe(0);
    });

    it('does not show a hidden file by naming it in a record', async () => {
      const { documentId } = (await app.strapi.db
        .query(CONTACT)
        .findOne({ where: { id: rows.SE } })) as FileRow;
      const put = (data: Json) => rep.put(`/api/contacts/${documentId}?status=draft`, { data });
      const south = files.south as FileRow;
      const gone = { id: Number(MISSING), documentId: 'missing0000000000000000' };
      const waysTo = ({ id, documentId: name }: { id: number; documentId: string }): Json[] => [
        { files: [id] },
        { photo: { id } },
        { photo: { documentId: name } },
        { files: { connect: [{ id }] } },
        { files: { set: [name] } },
        { sections: [{ __component: 'blocks.quote', picture: id }] },
      ];
      const missing = waysTo(gone);
      for (const [way, data] of waysTo(south).entries()) {
        const [hidden, none] = [await put(data), await put(missing[way] as Json)];
        expect([hidden.status, hidden.text]).toEqual([400, none.text]);
        expect(codeOf(none as unknown as Answer)).toBe('RELATION_NOT_FOUND');
      }
      expect(await linksOf(south.id)).toHaveLength(1);
    });
  });

  describe('changing and deleting', () => {
    const rename = (client: Client, id: unknown) =>
      client.put(`/upload/files/${id as number}`, { fileInfo: { name: 'renamed.txt' } });

    it('does not know a hidden file', async () => {
      const { id } = files.south as FileRow;
      const answers = async (target: unknown) => {
        const gone = await rep.delete(`/api/upload/files/${target as number}`);
        const named = await rename(admin, target);
        const bytes = await send(`/api/upload?id=${target as number}`, 'new.txt');
        return [gone, named, bytes].map(({ status, text }) => [status, text]);
      };
      expect(await answers(id)).toEqual(await answers(MISSING));
      expect(await linksOf(id)).toHaveLength(1);
      expect(onDisk(files.south as FileRow)).toBe(true);
    });

    it('refuses what would change a hidden record', async () => {
      const { id } = files.both as FileRow;
      const answers = [
        await rep.delete(`/api/upload/files/${id}`),
        await rename(admin, id),
        await send(`/api/upload?id=${id}`, 'new.txt'),
        await admin.post('/upload/actions/bulk-delete', { fileIds: [files.free?.id, id] }),
        await admin.post('/upload/actions/bulk-move', { fileIds: [id], destinationFolderId: null }),
      ];
      for (const answer of answers)
        expect([answer.status, codeOf(answer)]).toEqual([403, 'FILE_IN_USE']);
      expect(onDisk(files.both as FileRow)).toBe(true);
      expect(onDisk(files.free as FileRow)).toBe(true);
      expect(await linksOf(id)).toHaveLength(2);
    });

    it('takes the right to update the records', async () => {
      const { id } = files.north as FileRow;
      const refused = await reader.delete(`/api/upload/files/${id}`);
      expect([refused.status, codeOf(refused)]).toEqual([403, 'UPDATE_DENIED']);
      expect(onDisk(files.north as FileRow)).toBe(true);
      const named = await rename(admin, id);
      expect([named.status, (named.body as Json).name]).toEqual([200, 'renamed.txt']);
      await app.strapi.db.query(FILE).update({ where: { id }, data: { name: 'north.txt' } });
    });

    it('moves what is there, and leaves the rest where it was', async () => {
      const folder = await admin.post('/upload/folders', { name: 'Moved', parent: null });
      const { id, path } = (folder.body as { data: { id: number; path: string } }).data;
      const moved = await admin.post('/upload/actions/bulk-move', {
        fileIds: [files.north?.id, files.south?.id],
        destinationFolderId: id,
      });
      expect(moved.status).toBe(200);
      const pathOf = async (file: FileRow | undefined) =>
        ((await app.strapi.db.query(FILE).findOne({ where: { id: file?.id } })) as Json).folderPath;
      expect(await pathOf(files.north)).toBe(path);
      expect(await pathOf(files.south)).not.toBe(path);
      const renamed = await admin.put(`/upload/folders/${id}`, { name: 'Other', parent: null });
      expect(renamed.status).toBe(200);
    });

    it('deletes a folder with what is seen in it; the rest goes to the top', async () => {
      const folder = await admin.post('/upload/folders', { name: 'Gone', parent: null });
      const { id, path } = (folder.body as { data: { id: number; path: string } }).data;
      const [seen, hidden] = [
        await store('seen', [[CONTACT, rows.SE ?? 0, 'files']]),
        await store('hidden', [[CONTACT, rows.CN ?? 0, 'files']]),
      ];
      for (const file of [seen, hidden]) {
        await app.strapi.db.connection('files_folder_lnk').where('file_id', file.id).delete();
        await app.strapi.db
          .connection('files_folder_lnk')
          .insert({ file_id: file.id, folder_id: id });
        await app.strapi.db.connection('files').where('id', file.id).update({ folder_path: path });
      }
      const gone = await admin.post('/upload/actions/bulk-delete', { folderIds: [id] });
      expect(gone.status).toBe(200);
      expect([onDisk(seen), onDisk(hidden)]).toEqual([false, true]);
      const left = await app.strapi.db.query(FILE).findOne({ where: { id: hidden.id } });
      expect(left).toMatchObject({ folderPath: '/' });
      expect(
        (await app.strapi.db.query(FILE).findOne({ where: { id: seen.id } })) ?? null
      ).toBeNull();
    });
  });
});
