import { getContainer } from '../../server/src/container';
import { id, sql } from '../../server/src/platform/sql';
import { createUser, grantPermissions } from '../support/actors';
import { addMembership } from '../support/custodian';
import { startStrapi, type RunningStrapi } from '../support/strapi';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';

const policy = {
  version: 1,
  groups: [{ code: 'north', name: 'North', kind: 'region', matches: ['SE'] }],
  profiles: [
    {
      code: 'member',
      name: 'Member',
      contentTypes: { [ACCOUNT]: { read: 'group' }, [CONTACT]: { read: 'all' } },
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
  },
};

type Row = Record<string, unknown>;

/** The seam for masking, with the simplest mask there is: the first letter, for everybody. */
describe('a masked column', () => {
  let app: RunningStrapi;
  let user: string;

  const list = async (query: string): Promise<Row[]> => {
    const { body, status } = await app.request.get(`/api/${query}`).set('Authorization', user);
    expect(status).toBe(200);
    return (body as { data: Row[] }).data;
  };

  beforeAll(async () => {
    app = await startStrapi({ policy });
    const { strapi } = app;
    await grantPermissions(strapi, 'authenticated', [`${CONTACT}.find`, `${ACCOUNT}.find`]);
    const rep = await createUser(strapi);
    user = rep.authorization;
    await addMembership(strapi, { principal: `user:${rep.id}`, group: 'north', profile: 'member' });
    const account = await strapi
      .documents(ACCOUNT)
      .create({ data: { name: 'A', country: 'SE' } as never });
    for (const [firstName, email] of [
      ['One', 'anna@example.test'],
      ['Two', 'bo@example.test'],
      ['Three', 'astrid@example.test'],
    ]) {
      const data = { firstName, email, account: account.documentId } as never;
      await strapi.documents(CONTACT).create({ data, status: 'published' });
    }
    const masks = new Map([
      ['email', ({ alias }: { alias: string }) => sql`substr(${id(`${alias}.email`)}, 1, 1)`],
    ]);
    getContainer(strapi).maskWith((uid) => (uid === CONTACT ? masks : new Map()));
  });

  afterAll(() => app.stop());

  it('is shown masked, alone and populated', async () => {
    const emails = (rows: Row[]) => rows.map((row) => row.email);
    expect(emails(await list('contacts?sort=firstName'))).toEqual(['a', 'a', 'b']);
    const [account] = await list('accounts?populate[contacts][sort]=firstName');
    expect(new Set(emails(account?.contacts as Row[]))).toEqual(new Set(['a', 'b']));
  });

  it('is filtered, searched, sorted and joined by what is shown', async () => {
    expect(await list('contacts?filters[email][$contains]=example')).toEqual([]);
    expect(await list('contacts?filters[email][$eq]=a')).toHaveLength(2);
    expect(await list('contacts?_q=astrid')).toEqual([]);
    expect(await list('accounts?filters[contacts][email][$startsWith]=bo')).toEqual([]);
    expect(await list('accounts?filters[contacts][email][$eq]=b')).toHaveLength(1);
    const sorted = await list('contacts?sort[0]=email&sort[1]=firstName:desc');
    expect(sorted.map((row) => row.firstName)).toEqual(['Three', 'One', 'Two']);
  });

  it('keeps its real value in the database and for the system', async () => {
    const rows = (await app.strapi.db
      .query(CONTACT)
      .findMany({ where: { firstName: 'One' } })) as Row[];
    expect(rows.map((row) => row.email)).toEqual(['anna@example.test', 'anna@example.test']);
  });
});
