import type { Browser } from 'playwright-core';
import { launchBrowser, logIn, type Session } from './support/browser';
import { startPlayground, type Playground } from './support/playground';

const PANEL = '/plugins/custodian';
const MAIN = 'main';

describe('the panel', () => {
  let playground: Playground;
  let browser: Browser;
  let admin: Session;

  beforeAll(async () => {
    playground = await startPlayground();
    browser = await launchBrowser();
    admin = await logIn(browser, playground, 'Super admin');
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await playground?.stop();
  });

  it.each([
    'overview',
    'groups',
    'profiles',
    'policy',
    'policy?tab=document',
    'policy?tab=history',
    'check',
  ])('shows %s', async (name) => {
    const { page } = admin;
    await admin.open(`${PANEL}/${name}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(1500);
    await admin.shot(name.replace(/\W+/g, '-'));
    console.log(
      name,
      JSON.stringify(await admin.problems(MAIN), null, 1),
      JSON.stringify(admin.errors)
    );
  });
});
