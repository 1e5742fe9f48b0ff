import type { Browser } from 'playwright-core';
import { adminApi, type AdminApi } from './support/api';
import { launchBrowser, logIn, type Session } from './support/browser';
import { runningPlayground } from './support/playground';
import { createWalk, type Walk } from './support/walk';

const PANEL = '/plugins/custodian';
const CONTACT = 'api::contact.contact';
const CONTACTS = `/content-manager/collection-types/${CONTACT}`;
const MASK = '•••';

interface Contact {
  documentId: string;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  jobTitle: string | null;
  notes: string | null;
}

interface Policy {
  profiles: { code: string; tasks?: string[] }[];
  privacy: {
    contentTypes: Record<string, { attributes: Record<string, { classification: string }> }>;
  };
}

const playground = runningPlayground();

let browser: Browser | undefined;
let api: AdminApi;
let admin: Session;
let rep: Session;
let on: Walk;
/** A contact whose fields the representative sees masked, as it is. */
let contact: Contact;

const stored = async (): Promise<Contact> =>
  (await api.get<{ data: Contact }>(`${CONTACTS}/${contact.documentId}`)).data;

/** Notes count as a special category, and the privacy officer approves reveals of such. */
const prepared = ({ profiles, privacy, ...rest }: Policy): Policy => {
  privacy.contentTypes[CONTACT]!.attributes.notes!.classification = 'special';
  const officers = profiles.map((profile) =>
    profile.code === 'privacy-officer'
      ? { ...profile, tasks: [...(profile.tasks ?? []), 'approve-reveals'] }
      : profile
  );
  return { ...rest, privacy, profiles: officers };
};

beforeAll(async () => {
  api = await adminApi(playground, 'Super admin');
  const { data } = await api.get<{ data: { document: Policy } }>('/custodian/policy');
  await api.put('/custodian/policy', prepared(data.document));
  const mine = await adminApi(playground, 'Nordics representative');
  const { results } = await mine.get<{ results: Contact[] }>(`${CONTACTS}?pageSize=100`);
  // The phone is clear to whoever may change the record; of one that is only shared, it is not.
  const masked = results.filter(
    ({ email, phone }) => email?.includes(MASK) && phone && !phone.includes(MASK)
  );
  for (const candidate of masked) {
    contact = candidate;
    contact = await stored();
    if (contact.notes) break;
  }
  const officer = await adminApi(playground, 'Privacy officer');
  for (const days of [40, 26, 5, 1])
    await officer.post('/custodian/requests', {
      kind: 'access',
      email: `person-${days}@example.test`,
      receivedAt: new Date(Date.now() - days * 86_400_000).toISOString(),
    });
  browser = await launchBrowser();
  rep = await logIn(browser, playground, 'Nordics representative');
  on = createWalk(rep);
}, 300_000);

afterAll(async () => {
  await browser?.close();
});

describe('a representative, in the form of a record', () => {
  const email = () => rep.page.getByRole('textbox', { name: /^email/ });
  const jobTitle = () => rep.page.getByRole('textbox', { name: /^jobTitle/ });
  const save = async () => {
    await on.button('Save').click();
    await rep.page
      .getByText(/Saved document/i)
      .first()
      .waitFor();
  };

  it('sees masked fields masked, and cannot type into them', async () => {
    await rep.open(`${CONTACTS}/${contact.documentId}`);
    await email().waitFor();
    await on.waitFor(async () => (await email().getAttribute('readonly')) !== null);
    expect(await email().inputValue()).toContain(MASK);
    await rep.page
      .getByText(/^Masked for you/)
      .first()
      .waitFor();
    expect(
      await rep.page.getByRole('textbox', { name: /^firstName/ }).getAttribute('readonly')
    ).toBe(null);
    await on.look('form-masked', 'main form');
  });

  it('keeps what is masked by saving', async () => {
    await jobTitle().fill('Head of masks');
    await save();
    const { jobTitle: changed, ...rest } = await stored();
    expect(changed).toBe('Head of masks');
    expect(rest).toMatchObject({ email: contact.email, notes: contact.notes });
  });

  it('reveals a field at the input, and keeps what was typed elsewhere', async () => {
    await jobTitle().fill('Typed before');
    await on.button('Reveal … email').click();
    await on.dialog().getByLabel('Purpose').fill('Customer called');
    await on.look('form-reveal', '[role=dialog]');
    await on
      .dialog()
      .getByRole('button', { name: /^Reveal for \d+ minutes/ })
      .click();
    await on.waitFor(async () => (await email().inputValue()) === contact.email);
    expect(await email().getAttribute('readonly')).toBe(null);
    expect(await jobTitle().inputValue()).toBe('Typed before');
    await rep.page
      .getByText(/Shown clear until/)
      .first()
      .waitFor();
    await rep.shot('form-revealed');
  });

  it('sees the mask again when the time is over, and saves neither', async () => {
    await on.button('End: email').click();
    await on.waitFor(async () => (await email().inputValue()).includes(MASK));
    expect(await email().getAttribute('readonly')).not.toBe(null);
    expect(await jobTitle().inputValue()).toBe('Typed before');
    await save();
    const { jobTitle: changed, email: kept } = await stored();
    expect([changed, kept]).toEqual(['Typed before', contact.email]);
  });

  it('asks for what a second person must approve', async () => {
    await on.button('Reveal … notes').click();
    await on.dialog().getByLabel('Purpose').fill('Complaint');
    await on.dialog().getByLabel('Reason').fill('Called about her health');
    await on
      .dialog()
      .getByRole('button', { name: /^Reveal for \d+ minutes/ })
      .click();
    await rep.page.getByText('Waits for somebody’s approval').first().waitFor();
    await rep.shot('form-pending');
  });

  it('has seen no error in the browser', () => {
    expect(rep.errors).toEqual([]);
  });
});

describe('a privacy officer', () => {
  it('approves what waits for a second person', async () => {
    const officer = await logIn(browser!, playground, 'Privacy officer');
    const walk = createWalk(officer);
    await officer.open(`${PANEL}/reveals`);
    await walk.heading('Reveals').waitFor();
    await officer.page.getByText('Called about her health').waitFor();
    await walk.look('reveals-pending');
    await walk.button(/^Approve: /).click();
    await walk.notified('Approved: the fields are shown from now on');
    await officer.page.getByText('Nothing waits for you.').waitFor();
    expect(officer.errors).toEqual([]);
    await officer.close();

    await rep.open(`${CONTACTS}/${contact.documentId}`);
    const notes = rep.page.getByRole('textbox', { name: /^notes/ });
    await on.waitFor(async () => (await notes.inputValue()) === contact.notes);
    await rep.open(`${PANEL}/reveals`);
    await rep.page.getByRole('gridcell', { name: 'Shown clear' }).waitFor();
    await on.look('reveals-own');
  });
});

describe('a representative, on pages of others', () => {
  it.each(['overview', 'groups', 'profiles', 'policy', 'transfers', 'audit'])(
    'may not open %s',
    async (name) => {
      await rep.open(`${PANEL}/${name}`);
      await rep.page.getByText(/permissions to access/i).waitFor();
      expect(await rep.page.getByRole('heading', { level: 1 }).count()).toBeLessThan(2);
    }
  );
});

describe('an administrator', () => {
  beforeAll(async () => {
    admin = await logIn(browser!, playground, 'Super admin');
    on = createWalk(admin);
  });

  it('sees which records of a list are restricted, by one question', async () => {
    await api.put(`/custodian/restrictions/${CONTACT}/${contact.documentId}`, {
      kind: 'legal-hold',
      reason: 'Court case',
    });
    const asked: string[] = [];
    admin.page.on('request', (request) => {
      if (request.url().includes('/custodian/restrictions/')) asked.push(request.url());
    });
    const query = new URLSearchParams({ _q: contact.lastName, pageSize: '50' });
    await admin.open(`${CONTACTS}?${query.toString()}`);
    await admin.page.getByRole('gridcell', { name: 'Legal hold' }).first().waitFor();
    await admin.page.waitForTimeout(500);
    expect(asked).toHaveLength(1);
    await admin.shot('list-restricted');
    await admin.open('/content-manager/collection-types/api::product.product');
    await admin.page.getByRole('gridcell').first().waitFor();
    expect(await admin.page.getByText('Restriction', { exact: true }).count()).toBe(0);
  });

  it('sees what happens, and what is due, in charts with their figures', async () => {
    await admin.open(`${PANEL}/overview`);
    await admin.page.getByRole('img', { name: /^Reveals and denials/ }).waitFor();
    await admin.page.getByRole('img', { name: /^Open requests/ }).waitFor();
    await admin.page.getByText(/All \d+ checks of the self-test hold/).waitFor();
    await on.look('overview-charts');
    await admin.page.getByText('Figures as a table').last().click();
    await admin.page.getByRole('rowheader', { name: 'Late', exact: true }).waitFor();
    // Other walks leave requests behind as well; the page and the server count alike.
    const { data } = await api.get<{ data: { requests: { late: number } } }>('/custodian/overview');
    expect(data.requests.late).toBeGreaterThan(0);
    const row = { name: `Late ${data.requests.late}`, exact: true };
    expect(await admin.page.getByRole('row', row).count()).toBe(1);
    await on.look('overview-figures');
  });

  it('sees what a mask shows before it is in force', async () => {
    await admin.open(`${PANEL}/policy`);
    await on.button('Masks: Contact').click();
    const within = on.dialog();
    await on.choose('Field', /^phone/, { within });
    await on.dialog().getByText('Records that you see').waitFor();
    await on.look('masks-preview', '[role=dialog]');
    await on.dialog().getByLabel('keepLast').fill('999');
    await on
      .dialog()
      .getByText(/keepLast/)
      .nth(1)
      .waitFor();
    await on.look('masks-invalid', '[role=dialog]');
    await on.dialog().getByLabel('keepLast').fill('4');
    await on.choose('Field', /^jobTitle/, { within });
    await on.choose('How it is masked', 'initials', { within });
    await on.dialog().getByRole('gridcell').first().waitFor();
    await on.look('masks-new', '[role=dialog]');
    await on.dialog().getByRole('button', { name: 'Apply' }).click();
    await admin.page.getByText('There are changes that are not active yet.').waitFor();
    await on.button('Review changes').click();
    await on.dialog().getByRole('button', { name: 'Activate' }).click();
    await on.notified('The policy is in force');
    const { data } = await api.get<{ data: { document: never } }>('/custodian/policy');
    const { contentTypes } = data.document as {
      contentTypes: Record<string, { fields: Record<string, unknown> }>;
    };
    expect(contentTypes[CONTACT]?.fields).toMatchObject({
      phone: { mask: { strategy: 'partial', keepLast: 4 } },
      jobTitle: { mask: { strategy: 'initials' } },
    });
  });

  it('counts what a leaver owns, and gives it to somebody else', async () => {
    await admin.open(`${PANEL}/transfers`);
    await on.heading('Transfers').waitFor();
    await on.choose('From', /rep\.apac/, { text: 'rep.apac' });
    await on.choose('To', /manager\.apac/, { text: 'manager.apac' });
    await on.button('Count first').click();
    await admin.page.getByRole('gridcell', { name: CONTACT, exact: true }).waitFor();
    await on.look('transfers-counted');
    await on.button('Transfer all').click();
    await admin.page.getByRole('alertdialog').waitFor();
    await on.look('transfers-confirm', '[role=alertdialog]');
    await admin.page.getByRole('alertdialog').getByRole('button', { name: 'Transfer all' }).click();
    await on.notified('Transferred');
    await admin.page.getByText('What was transferred').waitFor();
  });

  it('has seen no error in the browser', () => {
    expect(admin.errors).toEqual([]);
  });
});
