import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { adminApi, type AdminApi } from './support/api';
import { launchBrowser, logIn, type Session } from './support/browser';
import { cellsAbout, findPerson, type Person } from './support/person';
import { LOG, runningPlayground } from './support/playground';
import { stepsOf } from './support/steps';

const DESK = '/plugins/custodian/requests';
const DAY = 86_400_000;

const playground = runningPlayground();
let browser: Browser;
let desk: AdminApi;
let officer: Session;
let lawyer: Session;
/** Whoever is at the screen. */
let now: Session;
let person: Person;
let reference: string;

const { dialog, heading, button, submit, text, choose, until, look } = stepsOf(() => now);

interface Listed {
  id: number;
  reference: string;
  state: string;
}

const requestOf = async (of: string): Promise<Listed> => {
  const path = `/custodian/requests?filters[reference]=${of}`;
  const { data } = await desk.get<{ data: Listed[] }>(path);
  return data[0]!;
};
const open = async (of: string) => {
  await now.open(`${DESK}/${(await requestOf(of)).id}`);
  await heading(of).waitFor();
};
const stateIs = (state: string) =>
  now.page.locator('dd').getByText(state, { exact: true }).waitFor();
const show = async (title: string) => {
  await now.page.getByRole('heading', { level: 2, name: title }).scrollIntoViewIfNeeded();
};

/** The link of the letter: there is no mail server, so that letters are in the log. */
const linkFor = (of: string): string | undefined =>
  [...readFileSync(LOG, 'utf8').matchAll(/http:\/\/\S+\/confirm\?\S+/g)]
    .map(([link]) => link)
    .find((link) => link.includes(of));

beforeAll(async () => {
  person = findPerson(playground.database);
  desk = await adminApi(playground, 'Privacy officer');
  browser = await launchBrowser();
  officer = await logIn(browser, playground, 'Privacy officer');
  lawyer = await logIn(browser, playground, 'Privacy lawyer');
  now = officer;
  // Others wait as well, each as urgent as its day of receipt makes it.
  for (const [days, kind] of [
    [40, 'access'],
    [30, 'rectification'],
    [25, 'objection'],
    [2, 'portability'],
  ] as const) {
    const receivedAt = new Date(Date.now() - days * DAY).toISOString();
    const email = `somebody.${days}@example.test`;
    await desk.post('/custodian/requests', { data: { kind, email, channel: 'post', receivedAt } });
  }
});

afterAll(() => browser.close());

describe('somebody who wants to be forgotten', () => {
  it('is all over the database', () => {
    const tables = new Set(cellsAbout(playground.database, person).map(({ table }) => table));
    expect([...tables]).toEqual(expect.arrayContaining(['contacts', 'activities']));
  });

  it('asks by the form, and gets a letter', async () => {
    const data = { kind: 'erasure', email: person.email, name: person.name, message: 'All of it' };
    const answer = await fetch(`${playground.url}/api/custodian/requests`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    expect(answer.status).toBe(201);
    ({ reference } = ((await answer.json()) as { data: Listed }).data);
    await until(() => linkFor(reference) !== undefined);
  });

  it('confirms by the link', async () => {
    await now.page.goto(linkFor(reference)!);
    await look('requests-confirm', 'body');
    await now.page.getByRole('button').click();
    await until(async () => (await requestOf(reference)).state === 'verified');
  });
});

describe('a clerk at the desk', () => {
  it('sees on the home page what waits', async () => {
    await now.open('/');
    const link = now.page.getByRole('link', { name: reference });
    await link.waitFor();
    await link.scrollIntoViewIfNeeded();
    await now.shot('requests-home');
  });

  it('sees the inbox, the most urgent first', async () => {
    await now.open(DESK);
    await now.page.getByRole('link', { name: reference }).waitFor();
    const rows = now.page.getByRole('row');
    expect(await rows.nth(1).innerText()).toMatch(/days? overdue/);
    await look('requests-inbox');
  });

  it('filters it, and the address has the filters', async () => {
    await now.page.getByRole('checkbox', { name: 'Only what is overdue' }).click();
    await now.page.waitForURL(/overdue=true/);
    await now.page.getByRole('link', { name: reference }).waitFor({ state: 'hidden' });
    await choose('Kind', 'Deletion (CCPA)');
    await now.page.waitForURL(/kind=ccpa-delete/);
    await text('No request matches').waitFor();
    await look('requests-none');
  });

  it('takes several requests at once', async () => {
    await now.open(DESK);
    await now.page.getByRole('checkbox', { name: `Tick ${reference}` }).click();
    await now.page.getByRole('row').nth(1).getByRole('checkbox').click();
    await text('2 ticked').waitFor();
    await look('requests-ticked');
    await button('Assign to me').click();
    await text('2 ticked').waitFor({ state: 'hidden' });
    await now.open(`${DESK}?assignee=me`);
    await now.page.getByRole('link', { name: reference }).waitFor();
    expect(await now.page.getByRole('row').count()).toBe(3);
  });

  it('gives one to somebody else', async () => {
    await now.page.getByRole('row').nth(1).getByRole('checkbox').click();
    await button('Assign to …').click();
    await choose('Assigned to', /lawyer/i, 'lawyer');
    await look('requests-assign', '[role=dialog]');
    await submit('Assign');
    await dialog().waitFor({ state: 'hidden' });
    await until(async () => (await now.page.getByRole('row').count()) === 2);
  });
});

describe('an erasure', () => {
  it('begins with a person', async () => {
    await open(reference);
    await stateIs('Identity settled');
    await look('request-verified');
  });

  it('shows who asks only when asked to', async () => {
    await button('Show').click();
    await text(person.email).waitFor();
    await button('Hide').click();
    await text(person.email).waitFor({ state: 'hidden' });
  });

  it('is searched for', async () => {
    await button('Search').click();
    await look('request-search', '[role=dialog]');
    await submit('Search');
    await stateIs('In review');
    await now.page.getByRole('heading', { level: 2, name: 'Findings' }).waitFor();
    await text('api::contact.contact').waitFor();
    await look('request-review');
    await show('Plan, field by field');
    await now.shot('request-plan');
    await show('Timeline');
    await now.shot('request-timeline');
  });

  it('goes as far as somebody decides', async () => {
    await now.page.getByRole('button', { name: 'Only this: api::activity.activity' }).click();
    await now.page.waitForURL(/place=/);
    const named = now.page.getByRole('row').filter({ hasText: 'Left as it is' });
    await named.first().waitFor();
    for (const box of await named.getByRole('checkbox').all()) await box.click();
    await button(/^Decide on \d+ lines?$/).click();
    await choose('What becomes of it', 'Remove the mentions');
    await look('request-decide', '[role=dialog]');
    await submit('Decide');
    await dialog().waitFor({ state: 'hidden' });
    await named.first().waitFor({ state: 'hidden' });
    await look('request-decided');
  });

  it('is approved by two people, each of the plan that they see', async () => {
    await now.page.evaluate('window.scrollTo(0, 0)');
    await button('Approve').click();
    await dialog()
      .getByText(/things are changed or deleted/)
      .waitFor();
    await look('request-approve', '[role=dialog]');
    await submit('Approve');
    await text('Approvals: 1 of 2').waitFor();
    await look('request-approved-once');
    expect(await button('Approve').count()).toBe(0);

    now = lawyer;
    await open(reference);
    await button('Approve').click();
    await submit('Approve');
    await stateIs('Approved');
  });

  it('is carried out once the reference is written', async () => {
    now = officer;
    await open(reference);
    await button('Carry out').click();
    await look('request-execute', '[role=dialog]');
    const doIt = dialog().getByRole('button', { name: 'Carry out', exact: true });
    expect(await doIt.isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill(reference);
    await now.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await now.shot('request-executing');
    await stateIs('Completed');
    await text('api::contact.contact').waitFor();
    await look('request-completed');
  });

  it('is proved by a certificate that anybody can verify', async () => {
    await show('Certificates');
    await now.shot('request-certificate');
    const [download] = await Promise.all([
      now.page.waitForEvent('download'),
      button('Download').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^[0-9A-Z-]+\.jws$/);
    const jws = readFileSync(await download.path(), 'utf8');
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const published = await fetch(`${playground.url}/api/custodian/privacy-keys`);
    const { keys } = (await published.json()) as { keys: (JsonWebKey & { kid: string })[] };
    const decode = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const key = createPublicKey({
      key: keys.find(({ kid }) => kid === decode(header).kid)!,
      format: 'jwk',
    });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify(null, signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    const claims = decode(payload);
    expect(claims).toMatchObject({ request: reference, result: 'erased', retained: [] });
  });

  it('has left nothing, whoever looks', () => {
    expect(cellsAbout(playground.database, person)).toEqual([]);
  });
});

describe('a request by phone', () => {
  it('is written down by a clerk', async () => {
    await now.open(DESK);
    await button('New request').click();
    await choose('Kind', 'Access (Art. 15)');
    await dialog().getByLabel('Email').fill(findPerson(playground.database).email);
    await dialog().getByLabel('Name').fill('As said on the phone');
    await look('requests-new', '[role=dialog]');
    await submit('Write down');
    await now.page.waitForURL(/requests\/\d+$/);
    await stateIs('Received');
  });

  it('goes on when a clerk knows who called', async () => {
    await button('Settle identity by hand').click();
    await dialog().getByLabel('How it was settled').fill('Called back');
    await dialog().getByLabel('Reason').fill('On the number of the contract');
    await look('request-identity', '[role=dialog]');
    await now.page.keyboard.press('Tab');
    await submit('Settle identity by hand');
    await stateIs('Identity settled');
    await button('Search').click();
    await submit('Search');
    await stateIs('In review');
    await text('You wrote this request down: somebody else approves it.').waitFor();
    await look('request-package-review');
  });

  it('ends with a package that the person can fetch', async () => {
    const address = now.page.url();
    now = lawyer;
    await now.page.goto(address);
    await button('Approve').click();
    await submit('Approve');
    await stateIs('Approved');
    now = officer;
    await now.page.reload();
    await button('Carry out').click();
    await submit('Carry out');
    await stateIs('Completed');
    await show('Package');
    await text('Not fetched yet').waitFor();
    await look('request-package');
  });

  it('can be refused, with a ground', async () => {
    await now.open(`${DESK}?sort=receivedAt:desc&kind=portability`);
    await now.page.getByRole('row').nth(1).getByRole('link').click();
    await button('Reject').click();
    await choose('Ground', /^Identity not established/);
    await dialog().getByLabel('Reason').fill('Nobody answered');
    await look('request-reject', '[role=dialog]');
    await submit('Reject');
    await stateIs('Rejected');
    await look('request-rejected');
  });
});

describe('the desk', () => {
  it('says in words what is not for everybody', async () => {
    const rep = await logIn(browser, playground, 'Nordics representative');
    now = rep;
    await now.open(DESK);
    await now.page.getByRole('alert').first().waitFor();
    await look('requests-no-task');
    await rep.close();
    now = officer;
  });

  it('speaks other languages', async () => {
    await now.page.evaluate("localStorage.setItem('strapi-admin-language', 'pl')");
    await now.open(`${DESK}?state=all`);
    await heading('Wnioski').waitFor();
    await now.page.getByRole('link', { name: reference }).waitFor();
    await now.shot('requests-in-polish');
    await open(reference);
    await now.shot('request-in-polish');
    await now.page.evaluate("localStorage.setItem('strapi-admin-language', 'en')");
  });

  it('has shown no error in the browser', () => {
    expect([...officer.errors, ...lawyer.errors]).toEqual([]);
  });
});
