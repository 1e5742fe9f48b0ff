import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_UID } from '../../server/src/enforcement/table-catalogue';
import { jpegWithExif, pdfOf } from '../support/documents';
import { ACCOUNT, createRecord } from './support/crm';
import {
  caseOf,
  directJob,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';
import { uploadBytes } from './support/seeded-files';

/** What nobody but a reader of documents sees: see `tests/unit/privacy/file-texts.test.ts`. */
describe('erasure and the contents of files', () => {
  let suite: ErasureSuite;
  let canary: Canary;
  let requests = 0;

  const erasures = () => suite.services.erasures;
  const job = () => directJob(suite.strapi);
  const pathOf = ({ hash, ext }: { hash: string; ext: string }) =>
    join(suite.strapi.dirs.static.public, 'uploads', `${hash}${ext}`);

  const upload = (name: string, bytes: Buffer) => uploadBytes(suite.strapi, name, bytes);

  const plan = async () => {
    const request = caseOf(canary, (requests += 1));
    const summary = await erasures().erasure.discover(request, job());
    const { id } = (await erasures().plans.of(request.id))!;
    const items = await erasures().plans.page(id, 0, 1_000);
    return { request, summary, files: items.filter(({ via }) => via.startsWith('file-')) };
  };

  const conclude = async (request: ReturnType<typeof caseOf>) => {
    const found = await erasures().erasure.verify(request, job());
    const { certificate = '' } = await suite.strapi.db.transaction(async () =>
      erasures().erasure.conclude(request, found)
    );
    const { jws } = await erasures().certificates.get(certificate);
    const claims: unknown = JSON.parse(
      Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()
    );
    return { found, claims: claims as { scan: { filesNotRead: number }; notCovered: string[] } };
  };

  beforeAll(async () => {
    suite = await startErasure();
    await suite.strapi
      .plugin('i18n')
      .service<{ create(locale: object): Promise<unknown> }>('locales')
      .create({ code: 'de', name: 'German' });
  });
  afterAll(() => suite.stop());
  beforeEach(async () => {
    canary = await seedCanary(suite.strapi);
  });

  it('asks what becomes of files that speak of a person, whoever has them', async () => {
    const contract = await upload('contract.pdf', pdfOf(`Signed by ${canary.email}`));
    const picture = await upload('team.jpg', jpegWithExif({ windowsAuthor: canary.email }));
    const stranger = await upload('other.pdf', pdfOf(`Signed by x${canary.email}`));
    const { request, summary, files } = await plan();
    expect(files.map(({ kind, rowId, strategy, via }) => [kind, rowId, strategy, via])).toEqual([
      ['file', contract.id, 'decide', 'file-content:email'],
      ['file', picture.id, 'decide', 'file-content:email'],
    ]);
    expect(summary.unresolved).toBe(2);
    await expect(erasures().erasure.execute(request, job())).rejects.toMatchObject({
      details: { code: 'UNDECIDED' },
    });

    await erasures().erasure.decide(request.id, [
      { item: files[0]!.id, strategy: 'delete' },
      { item: files[1]!.id, strategy: 'keep', basis: 'Press photo, Art. 17(3)(a)' },
    ]);
    await erasures().erasure.execute(request, job());
    expect([contract, picture, stranger].map((file) => existsSync(pathOf(file)))).toEqual([
      false,
      true,
      true,
    ]);
    const { found } = await conclude(request);
    expect(found).toMatchObject({ residue: 0, retained: 1 });
    await suite.strapi.db.query(FILE_UID).delete({ where: { id: picture.id } });
  });

  it('does not ask about files that go with their records', async () => {
    const photo = await upload('letter.pdf', pdfOf(`Dear ${canary.email}`));
    await suite.strapi.documents('api::contact.contact').update({
      documentId: canary.contact,
      data: { files: [photo.id] },
    } as never);
    const { request, summary, files } = await plan();
    expect([files, summary.unresolved]).toEqual([[], 0]);
    await erasures().erasure.execute(request, job());
    expect(existsSync(pathOf(photo))).toBe(false);
  });

  it('finds what was written into a file after the plan was made', async () => {
    const letter = await upload('letter.pdf', pdfOf('Nobody'));
    await createRecord(suite.strapi, ACCOUNT, { name: 'Somebody', country: 'SE' });
    const { request } = await plan();
    await erasures().erasure.execute(request, job());
    writeFileSync(pathOf(letter), pdfOf(`Somebody, ${canary.phone}`));
    expect((await erasures().erasure.verify(request, job())).residue).toBe(1);
    writeFileSync(pathOf(letter), pdfOf('Nobody'));
    expect((await erasures().erasure.verify(request, job())).residue).toBe(0);
  });

  it('knows an address in the name of a file, of which Strapi leaves letters and digits', async () => {
    const { request } = await plan();
    await erasures().erasure.execute(request, job());
    const slug = canary.email.replace(/\W/g, '_');
    const [own, other] = [`To_${slug}_0a1b2c`, `To_x${slug}_0a1b2c`].map((hash) =>
      pathOf({ hash, ext: '.txt' })
    ) as [string, string];
    for (const path of [own, other]) writeFileSync(path, 'Nothing');
    expect((await erasures().erasure.verify(request, job())).residue).toBe(1);
    rmSync(own);
    expect((await erasures().erasure.verify(request, job())).residue).toBe(0);
  });

  it('says in the certificate which files nobody could read, and is stopped by none', async () => {
    const calm = await plan();
    await erasures().erasure.execute(calm.request, job());
    const { claims: before } = await conclude(calm.request);
    expect(before.notCovered).not.toContain('contents-of-files-not-read');

    canary = await seedCanary(suite.strapi);
    await upload('broken.pdf', pdfOf('Nobody').subarray(0, 150));
    await upload('packed.docx', Buffer.from('PK\x03\x04 …'));
    await upload('large.bin', Buffer.alloc(5 * 1024 * 1024 + 1));
    const elsewhere = await upload('elsewhere.txt', Buffer.from('in a bucket'));
    await suite.strapi.db
      .query(FILE_UID)
      .update({ where: { id: elsewhere.id }, data: { provider: 'aws-s3' } });
    const { request } = await plan();
    await erasures().erasure.execute(request, job());
    const { claims } = await conclude(request);
    expect(claims.scan.filesNotRead - before.scan.filesNotRead).toBe(4);
    expect(claims.notCovered).toContain('contents-of-files-not-read');
  });
});
