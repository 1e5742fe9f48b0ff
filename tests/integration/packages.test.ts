import { createHash } from 'node:crypto';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import {
  caseOf,
  directJob,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';
import { CONTACT, createRecord, DEAL } from './support/crm';
import type { RequestCase } from '../../server/src/privacy/requests/work';

const unzip = (bytes: Buffer): Promise<Map<string, Buffer>> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error: Error | null, zip: ZipFile) => {
      if (error) {
        reject(error);
        return;
      }
      const files = new Map<string, Buffer>();
      zip.on('error', reject);
      zip.on('end', () => {
        resolve(files);
      });
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) {
            reject(failure);
            return;
          }
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            files.set(entry.fileName, Buffer.concat(parts));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });

describe('packages', () => {
  let suite: ErasureSuite;
  let canary: Canary;
  let stranger: string;
  let request: RequestCase;
  let link: string;
  let requests = 0;

  const packages = () => suite.services.erasures.packages;
  const job = () => directJob(suite.strapi);
  const download = (path = link) =>
    suite.app.request
      .get(path)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          done(null, Buffer.concat(parts));
        });
      });
  const release = async (kind: RequestCase['kind'] = 'access') => {
    request = { ...caseOf(canary, (requests += 1)), kind };
    await packages().discover(request, job());
    await packages().execute(request, job());
    const verification = await packages().verify(request, job());
    expect(verification.residue).toBe(0);
    const outcome = await suite.strapi.db.transaction(async () =>
      packages().conclude(request, verification)
    );
    link = new URL(outcome.link ?? '', 'http://localhost').pathname;
  };

  beforeAll(async () => {
    suite = await startErasure();
    canary = await seedCanary(suite.strapi);
    stranger = await createRecord(suite.strapi, CONTACT, {
      firstName: 'Olof',
      lastName: 'Strangersson',
      email: 'olof@elsewhere.test',
    });
    await createRecord(suite.strapi, DEAL, {
      title: `${canary.email} and Olof Strangersson <olof@elsewhere.test>, +46 70 123 45 67`,
      contacts: [canary.contact, stranger],
    });
    await suite.strapi.documents(CONTACT as never).update({
      documentId: canary.contact,
      data: { notes: `=cmd()|'calc'!A1 <script>alert(1)</script> ${canary.secret}` },
    } as never);
  });
  afterAll(async () => {
    await suite.stop();
  });

  it('holds all that there is about the person, and nothing of others', async () => {
    await release();
    const { status, headers, body } = await download();
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/zip',
      'private, no-store',
    ]);
    const files = await unzip(body as Buffer);
    const text = [...files.values()].map((file) => file.toString('utf8')).join('\n');
    for (const own of [canary.first, canary.last, canary.email, canary.phone, canary.secret])
      expect(text).toContain(own);
    for (const foreign of ['Strangersson', 'olof@elsewhere.test', '70 123 45 67'])
      expect(text).not.toContain(foreign);
    expect(text).toContain('[person 1]');
    const html = files.get('index.html')!.toString('utf8');
    expect(html).not.toMatch(/<script/i);
    const csv = files.get('data/api_contact.contact.csv')!.toString('utf8');
    expect(csv).toContain(`"'=cmd()`);
    expect([...files.keys()].filter((name) => name.startsWith('files/'))).toHaveLength(1);
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
      entries: { path: string; sha256: string }[];
    };
    for (const { path, sha256 } of manifest.entries)
      expect(createHash('sha256').update(files.get(path)!).digest('hex')).toBe(sha256);
    expect(manifest.entries).toHaveLength(files.size - 2);
  });

  it('leaves out no cell of the person’s records, and takes along no secret and nobody else', async () => {
    await release();
    const files = await unzip((await download()).body as Buffer);
    const text = [...files]
      .filter(([name]) => name.startsWith('data/') && name.endsWith('.json'))
      .map(([, file]) => file.toString('utf8'))
      .join('\n');
    const { strapi } = suite;
    const { address, phones, sections, ...contact } = (await strapi
      .documents(CONTACT as never)
      .findOne({
        documentId: canary.contact,
        populate: { address: { populate: '*' }, phones: true, sections: true },
      } as never)) as unknown as Record<string, unknown>;
    /** All values that somebody seeded, wherever they are nested; keys of the database are nobody's. */
    const valuesIn = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null)
        return value === null ? [] : [`${value as string | number | boolean}`];
      return Object.entries(value).flatMap(([key, one]) =>
        [
          'id',
          'documentId',
          'locale',
          '__component',
          'createdAt',
          'updatedAt',
          'publishedAt',
        ].includes(key)
          ? []
          : valuesIn(one)
      );
    };
    const seeded = [...new Set(valuesIn([contact, address, phones, sections]))];
    expect(seeded.length).toBeGreaterThanOrEqual(12);
    const asInJson = (value: string) => JSON.stringify(value).slice(1, -1);
    expect(seeded.filter((value) => !text.includes(asInJson(value)))).toEqual([]);
    // What others wrote about the person: received messages, notes, descriptions.
    for (const own of [`Visit at ${canary.secret}`, `Made for ${canary.email}`])
      expect(text).toContain(own);

    const accounts = (await strapi.db.connection('up_users').select('*')) as Record<
      string,
      unknown
    >[];
    const admins = (await strapi.db.connection('admin_users').select('*')) as Record<
      string,
      unknown
    >[];
    const secrets = [...accounts, ...admins].flatMap((row) =>
      Object.entries(row)
        .filter(([column, value]) => /password|token/.test(column) && typeof value === 'string')
        .map(([, value]) => String(value))
    );
    const others = (await strapi.db.connection('contacts').select('*'))
      .filter((row: { document_id: string }) => row.document_id !== canary.contact)
      .flatMap((row: Record<string, unknown>) => [row.email, row.phone, row.last_name])
      .filter((value: unknown): value is string => typeof value === 'string');
    expect(others.length).toBeGreaterThan(0);
    const all = [...files.values()].map((file) => file.toString('utf8')).join('\n');
    expect([...secrets, ...others].filter((value) => all.includes(value))).toEqual([]);
  });

  it('lets a value through that a reviewer lifts', async () => {
    request = { ...caseOf(canary, (requests += 1)), kind: 'access' };
    await packages().discover(request, job());
    const { items } = (await packages().plan(request.id)) as unknown as {
      items: { id: number; kind: string; value: string }[];
    };
    expect(JSON.stringify(items)).not.toContain('olof@elsewhere.test');
    const mail = items.find(({ kind }) => kind === 'email')!;
    await packages().decide(request.id, [{ item: mail.id, lifted: true }]);
    await packages().execute(request, job());
    const found = await packages().verify(request, job());
    const { link: address = '' } = await packages().conclude(request, found);
    const files = await unzip(
      (await download(new URL(address, 'http://x').pathname)).body as Buffer
    );
    const deals = files.get('data/api_deal.deal.json')!.toString();
    expect(deals).toContain('olof@elsewhere.test');
    expect(deals).not.toContain('Strangersson');
  });

  it('is handed out three times, and never when anything is wrong', async () => {
    await release();
    for (let times = 0; times < 3; times += 1) expect((await download()).status).toBe(200);
    const used = await suite.app.request.get(link);
    const wrong = await suite.app.request.get(`${link.slice(0, -1)}_`);
    expect([used.status, wrong.status]).toEqual([404, 404]);
    expect(used.body).toEqual(wrong.body);

    await release();
    await suite.strapi.db.query('plugin::custodian.package').updateMany({
      where: { requestId: request.id },
      data: { expiresAt: new Date(Date.now() - 1_000) },
    });
    expect((await suite.app.request.get(link)).body).toEqual(wrong.body);
    expect(await suite.services.vault.purge(new Date())).toBe(1);

    await release();
    const chunks = suite.strapi.db.query('plugin::custodian.package-chunk');
    const chunk = (await chunks.findOne({ where: {}, orderBy: { id: 'desc' } })) as {
      id: number;
      body: string;
    };
    const bytes = Buffer.from(chunk.body, 'base64');
    bytes[bytes.length - 5]! ^= 1;
    await chunks.update({ where: { id: chunk.id }, data: { body: bytes.toString('base64') } });
    expect((await suite.app.request.get(link)).body).toEqual(wrong.body);
  });

  it('stores neither the token nor anything readable', async () => {
    await release();
    const token = link.slice(link.lastIndexOf('/') + 1);
    const tables = ['custodian_packages', 'custodian_package_chunks', 'custodian_package_items'];
    for (const table of tables) {
      const stored = JSON.stringify(await suite.strapi.db.connection(table).select('*'));
      for (const secret of [token, canary.email, canary.secret, 'olof@elsewhere.test'])
        expect(stored).not.toContain(secret);
    }
  });

  it('takes along only what is marked as portable', async () => {
    await release('portability');
    const files = await unzip((await download()).body as Buffer);
    expect([...files.keys()].filter((name) => name.startsWith('data/'))).toEqual([]);
  });
});
