import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { adminApi, type AdminApi } from './support/api';
import { launchBrowser, logIn, type Session } from './support/browser';
import { OUTPUT, runningPlayground } from './support/playground';

const PANEL = '/plugins/custodian';
const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';

interface Policy {
  groups: { code: string; parent?: string | null }[];
}

interface Contact {
  documentId: string;
  email: string;
}

interface Active {
  data: { version: number; document: Policy };
}

const playground = runningPlayground();
let browser: Browser | undefined;
let api: AdminApi;
let admin: Session;
let page: Page;
/** As it was found: other files find it so too. */
let found: Policy;

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const policy = async () => (await api.get<Active>('/custodian/policy')).data;

/** Waits until something holds, for as long as the page has to answer. */
const waitFor = async (holds: () => Promise<boolean>) => {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('That did not come about');
    await page.waitForTimeout(200);
  }
};

/** Chooses an option of a select or a combobox; a combobox is searched first. */
const choose = async (
  within: Page | Locator,
  label: string,
  option: string | RegExp,
  text?: string
) => {
  const field = within.getByRole('combobox', { name: label });
  await field.click();
  if (text !== undefined) await field.pressSequentially(text, { delay: 20 });
  await page.getByRole('option', { name: option }).first().click();
};

const notified = (text: string) => page.getByText(text, { exact: true }).first().waitFor();

/** The page as it stands: pictures of it, and nothing serious for axe-core. */
const look = async (name: string, ...parts: string[]) => {
  await admin.shot(name);
  expect(await admin.problems(...(parts.length > 0 ? parts : ['main']))).toEqual([]);
};

beforeAll(async () => {
  api = await adminApi(playground, 'Super admin');
  // The regions of UN M49 are imported by hand below.
  const { document } = await policy();
  found = document;
  const groups = document.groups.filter(({ code }) => !code.startsWith('m49-'));
  await api.put('/custodian/policy', { ...document, groups });
  browser = await launchBrowser();
  admin = await logIn(browser, playground, 'Super admin');
  page = admin.page;
});

afterAll(async () => {
  await browser?.close();
  await api.put('/custodian/policy', found);
});

describe('an administrator', () => {
  it('sees on the home page whether access is well', async () => {
    await admin.open('/');
    const widget = page.getByText(/All \d+ checks of the self-test hold/);
    await widget.waitFor();
    await widget.scrollIntoViewIfNeeded();
    await admin.shot('home');
  });

  it('sees what is in force', async () => {
    await page.getByRole('link', { name: 'Custodian' }).click();
    await heading('Overview').waitFor();
    await page.getByText(/All \d+ checks of the self-test hold/).waitFor();
    await page.getByText('Governed content types').waitFor();
    await look('overview');
  });

  it('imports the regions of UN M49', async () => {
    await page.getByRole('link', { name: 'Groups', exact: true }).first().click();
    await heading('Groups').waitFor();
    await button('Import UN M49').click();
    await page.getByRole('radio', { name: 'Some continents' }).click();
    await page.getByRole('checkbox', { name: 'Europe' }).click();
    await look('groups-import', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Import', exact: true }).click();
    await notified('The regions are there');
    const { document } = await policy();
    expect(document.groups.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['m49-150', 'm49-154'])
    );
  });

  it('finds a group, and walks the tree by keyboard', async () => {
    await page
      .getByRole('searchbox')
      .or(page.getByPlaceholder('Name or code'))
      .first()
      .fill('northern eu');
    await page.getByRole('treeitem', { name: /Northern Europe/ }).waitFor();
    await look('groups-search');
    await page.getByPlaceholder('Name or code').fill('');
    const tree = page.getByRole('tree', { name: 'Groups as a tree' });
    await tree.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('heading', { level: 2, name: 'Nordics' }).waitFor();
    expect(page.url()).toContain('group=nordics');
    await page.getByRole('region', { name: 'Members' }).waitFor();
    await look('groups-members');
  });

  it('adds a member for a while', async () => {
    await button('Add members').click();
    await choose(dialog(), 'People and API tokens', /newcomer/, 'newcomer');
    await choose(dialog(), 'Profile', 'Sales representative');
    await look('members-add', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Add 1 person' }).click();
    await notified('Added');
    await page.getByRole('gridcell', { name: /newcomer@custodian/ }).waitFor();
    await look('members-added');
  });

  it('moves a group by menu, and sees first who gains and loses', async () => {
    await button('Actions').click();
    await page.getByRole('menuitem', { name: 'Move to …' }).click();
    await choose(dialog(), 'Below', /^APAC/);
    await dialog().getByRole('button', { name: 'Review changes' }).click();
    await dialog().getByRole('region', { name: 'Who gains and loses access' }).waitFor();
    await look('groups-review', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Activate' }).click();
    await notified('The policy is in force');
    const { document } = await policy();
    expect(document.groups.find(({ code }) => code === 'nordics')?.parent).toBe('apac');
  });

  it('moves it back by dragging', async () => {
    await admin.open(`${PANEL}/groups?group=nordics`);
    const from = page.getByRole('treeitem', { name: /^Nordics/ });
    await from.dragTo(page.getByRole('treeitem', { name: /^EMEA/ }));
    await dialog().getByRole('button', { name: 'Activate' }).click();
    await notified('The policy is in force');
    const { document } = await policy();
    expect(document.groups.find(({ code }) => code === 'nordics')?.parent).toBe('emea');
  });

  it('changes a profile by keyboard, and reviews that', async () => {
    await admin.open(`${PANEL}/profiles`);
    const cell = page.getByRole('button', { name: /^Account, Create/ });
    await cell.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', '1'])
      await page.keyboard.press(key);
    await page.getByRole('button', { name: 'Account, Delete: Own' }).waitFor();
    await page.getByText('There are changes that are not active yet.').waitFor();
    await look('profiles-draft');
    await button('Review changes').click();
    await dialog().getByText('representative (changed)').waitFor();
    await dialog().getByText('Nobody’s access changes.').waitFor();
    await look('profiles-review', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Activate' }).click();
    await notified('The policy is in force');
    await page.getByText('There are changes that are not active yet.').waitFor({ state: 'hidden' });
  });

  it('governs another content type', async () => {
    await admin.open(`${PANEL}/policy`);
    await button('Govern: Product').click();
    await choose(dialog(), 'Group of a record', 'By hand');
    await look('policy-type', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.getByText('There are changes that are not active yet.').waitFor();
    await look('policy-types');
    await button('Review changes').click();
    await dialog().getByText('+ api::product.product').waitFor();
    await look('policy-review', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Activate' }).click();
    await notified('The policy is in force');
  });

  it('is told what is wrong with a document, and where', async () => {
    await admin.open(`${PANEL}/policy?tab=document`);
    const { document } = await policy();
    const broken = {
      ...document,
      groups: document.groups.map((group) =>
        group.code === 'nordics' ? { ...group, parent: 'atlantis' } : group
      ),
    };
    const file = join(OUTPUT, 'broken-policy.json');
    writeFileSync(file, JSON.stringify(broken));
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText(/Line \d+, groups\[1\]\.parent: /).waitFor();
    await look('policy-document', 'main [role=alert]', 'main [role=tablist]');
  });

  it('exports the policy, and rolls back to an earlier version', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('Export the active policy').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^policy-\d+\.json$/);
    const before = await policy();
    await page.getByRole('tab', { name: 'History' }).click();
    await button(`Roll back to version ${before.version - 1}`).click();
    await dialog().getByText('− api::product.product').waitFor();
    await look('policy-roll-back', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Activate' }).click();
    await notified('The policy is in force');
    expect((await policy()).version).toBe(before.version - 1);
    await look('policy-history');
  });

  it('asks why somebody sees a record, and what somebody sees', async () => {
    await admin.open(`${PANEL}/check`);
    await choose(page, 'Who', /newcomer/, 'newcomer');
    await choose(page, 'Content type', 'Account');
    await choose(page, 'Record', /.+/);
    await page.getByRole('status', { name: 'Answer' }).waitFor();
    await look('check-answer');
    await page.getByRole('tab', { name: 'View as' }).click();
    await page.getByText(/Sees \d+ records/).waitFor();
    await look('check-view-as');
  });

  it('reads the audit log, and verifies it', async () => {
    await admin.open(`${PANEL}/audit`);
    await page.getByRole('gridcell', { name: 'access.viewed-as' }).first().waitFor();
    await look('audit');
    await page.getByLabel('Event').fill('policy.');
    await button('Search').click();
    await page.waitForURL(/type=policy/);
    await page.getByRole('gridcell', { name: 'policy.activated' }).first().waitFor();
    await page
      .getByRole('button', { name: /^Details: / })
      .first()
      .click();
    await dialog().getByText('"version"').waitFor();
    await look('audit-entry', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await button('Verify the chain').click();
    await dialog()
      .getByText(/The chain is intact: \d+ entries/)
      .waitFor();
    await look('audit-verified', '[role=dialog]');
    await dialog().getByRole('button', { name: 'Close' }).last().click();
  });

  it('sees in other languages', async () => {
    await page.evaluate("localStorage.setItem('strapi-admin-language', 'pl')");
    await admin.open(`${PANEL}/groups`);
    await heading('Grupy').waitFor();
    await admin.shot('groups-in-polish');
    await page.evaluate("localStorage.setItem('strapi-admin-language', 'en')");
  });

  it('assigns records to a group, several at a time', async () => {
    await admin.open('/content-manager/collection-types/api::deal.deal');
    await page.getByRole('checkbox').nth(1).click();
    await page.getByRole('checkbox').nth(2).click();
    await button('Assign group …').click();
    await dialog().getByText('2 records').waitFor();
    await choose(dialog(), 'Group', /^Nordics/);
    await admin.shot('bulk-group');
    await dialog().getByRole('button', { name: 'Assign', exact: true }).click();
    await notified('Assigned');
  });

  it('has seen no error in the browser', () => {
    expect(admin.errors).toEqual([]);
  });
});

describe('a representative', () => {
  let rep: Session;
  let own: { documentId: string };
  let mine: AdminApi;

  beforeAll(async () => {
    mine = await adminApi(playground, 'Nordics representative');
    const data = { name: 'Fjord Data AS', country: 'NO' };
    ({ data: own } = await mine.post<{ data: { documentId: string } }>(
      `/content-manager/collection-types/${ACCOUNT}`,
      data
    ));
    rep = await logIn(browser!, playground, 'Nordics representative');
    page = rep.page;
  });

  it('sees only what is theirs to see in the content manager', async () => {
    await rep.open(`/content-manager/collection-types/${ACCOUNT}?pageSize=100`);
    await page.getByText('Fjord Data AS').first().waitFor();
    await rep.shot('rep-list');
  });

  it('shares a record with a colleague until tomorrow', async () => {
    await rep.open(`/content-manager/collection-types/${ACCOUNT}/${own.documentId}`);
    await button('Share …').click();
    await choose(dialog(), 'With', /rep\.benelux/, 'benelux');
    const tomorrow = new Date(Date.now() + 86_400_000);
    const text = tomorrow.toLocaleDateString('en-US', { dateStyle: 'short' });
    await dialog()
      .getByRole('combobox', { name: /^Date|Until/ })
      .first()
      .fill(text);
    await page.keyboard.press('Tab');
    await dialog().getByLabel('Reason').fill('Joint offer');
    await rep.shot('rep-share');
    expect(await rep.problems('[role=dialog]')).toEqual([]);
    await dialog().getByRole('button', { name: 'Share', exact: true }).click();
    await notified('Shared');
    await page.getByText(/May read until/).waitFor();
    await rep.shot('rep-shared');
  });

  it('sees masked fields masked, and reveals them for a while', async () => {
    const list = `/content-manager/collection-types/${CONTACT}`;
    const { results } = await mine.get<{ results: Contact[] }>(`${list}?pageSize=100`);
    const masked = results.find(({ email }) => email.includes('•'))!;
    await rep.open(`${list}/${masked.documentId}`);
    await page.getByText('Masked fields').waitFor();
    const email = page.getByRole('textbox', { name: /^email/ });
    expect(await email.inputValue()).toBe(masked.email);
    await rep.shot('rep-masked');
    await button('Reveal …').click();
    await dialog().getByLabel('Purpose').fill('Customer called');
    await rep.shot('rep-reveal');
    expect(await rep.problems('[role=dialog]')).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^Reveal for \d+ minutes/ })
      .click();
    await page
      .getByText(/Shown clear until/)
      .first()
      .waitFor();
    await waitFor(async () => !(await email.inputValue()).includes('•'));
    await rep.shot('rep-revealed');
    await button('End').click();
    await waitFor(async () => (await email.inputValue()) === masked.email);
  });

  it('may not open pages of the panel that are not theirs', async () => {
    await rep.open(`${PANEL}/groups`);
    await page.getByText(/permissions to access/i).waitFor();
    await rep.shot('rep-no-permission');
    expect(rep.errors).toEqual([]);
    await rep.close();
  });

  it('is explained to an administrator: why the colleague sees the record', async () => {
    page = admin.page;
    await admin.open(`/content-manager/collection-types/${ACCOUNT}/${own.documentId}`);
    await page.getByText('Who can read it').waitFor();
    await page.getByRole('button', { name: /^Why\? rep\.benelux/ }).click();
    await page.getByText(/The record is shared with user:\d+ at level read/).waitFor();
    await admin.shot('record-access');
  });
});
