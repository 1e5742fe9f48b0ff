import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser, logIn } from '../tests/e2e/support/browser';
import { SECRETS, startPlayground } from '../tests/e2e/support/playground';
import { SIZE } from './panel/fill';
import { atMost, type Check, conclude, environment, formatTable } from './support/report';

const PANEL = '/plugins/custodian';
const RUNS = 5;
/** From the click to the content, in the middle of all runs. */
const LIMIT_SECONDS = 1.5;

interface Shown {
  /** The link in the menu of the plugin's pages. */
  readonly link: string;
  /** What is there once the page has its content. */
  readonly content: (page: Page) => Locator;
}

const PAGES: readonly Shown[] = [
  { link: 'Overview', content: (page) => page.getByText('Current memberships') },
  { link: 'Groups', content: (page) => page.getByRole('treeitem').first() },
  { link: 'Profiles', content: (page) => page.getByRole('button', { name: /^Account, Create/ }) },
  { link: 'Policy', content: (page) => page.getByRole('button', { name: 'Masks: Contact' }) },
  { link: 'Access check', content: (page) => page.getByRole('combobox', { name: 'Who' }) },
  { link: 'Transfers', content: (page) => page.getByRole('button', { name: 'Count first' }) },
  { link: 'Reveals', content: (page) => page.getByText('You have revealed nothing yet.') },
  { link: 'Audit', content: (page) => page.getByRole('button', { name: /^Details: / }).first() },
];

/** Parts of pages that have a size of their own. */
const PARTS = [
  {
    name: 'Members of a group with 2,000',
    path: `${PANEL}/groups?group=team-0`,
    content: (page: Page) => page.getByRole('gridcell', { name: /@benchmark\.test/ }).first(),
  },
  {
    name: 'Audit, one type of event',
    path: `${PANEL}/audit?type=reveal`,
    content: (page: Page) => page.getByRole('button', { name: /^Details: / }).first(),
  },
] as const;

const fillDatabase = (env: Record<string, string>) =>
  new Promise<void>((resolve, reject) => {
    const script = join(__dirname, 'panel', 'fill.ts');
    const child = spawn(process.execPath, ['-r', join(__dirname, 'register.js'), script], {
      cwd: join(__dirname, '..', 'playground'),
      env: { ...process.env, ...SECRETS, NODE_ENV: 'production', ...env },
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The database was not filled (${String(code)})`))
    );
  });

const middle = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

const secondsTo = async (start: () => Promise<unknown>, content: Locator): Promise<number> => {
  const began = performance.now();
  await start();
  await content.waitFor();
  return (performance.now() - began) / 1_000;
};

const measure = async (page: Page, open: (path: string) => Promise<void>) => {
  const rows: { name: string; seconds: number; slowest: number }[] = [];
  const add = (name: string, times: number[]) =>
    rows.push({ name, seconds: middle(times), slowest: Math.max(...times) });
  await open(`${PANEL}/check`);
  for (const { link, content } of PAGES) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const away = link === 'Access check' ? 'Transfers' : 'Access check';
      await page.getByRole('link', { name: away, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: away }).waitFor();
      const to = page.getByRole('link', { name: link, exact: true });
      times.push(await secondsTo(() => to.click(), content(page)));
    }
    add(link, times);
  }
  for (const { name, path, content } of PARTS) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1)
      times.push(await secondsTo(() => open(path), content(page)));
    add(`${name} (whole panel loaded anew)`, times);
  }
  return rows;
};

const main = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'custodian-panel-'));
  const env = { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: join(folder, 'data.db') };
  try {
    await (await startPlayground(env)).stop();
    await fillDatabase({ ...env, PLAYGROUND_SEED: 'false' });
    const playground = await startPlayground({ ...env, PLAYGROUND_SEED: 'false' });
    const browser = await launchBrowser();
    try {
      const admin = await logIn(browser, playground, 'Super admin');
      const rows = await measure(admin.page, (path) => admin.open(path));
      const cells = rows.map((row) => [row.name, row.seconds.toFixed(2), row.slowest.toFixed(2)]);
      console.log(formatTable([['page', 'middle s', 'slowest s'], ...cells]));
      const pages = rows.slice(0, PAGES.length);
      const checks: Check[] = pages.map(({ name, seconds }) =>
        atMost(`${name}, seconds`, seconds, LIMIT_SECONDS)
      );
      conclude('panel', { environment: { ...environment(), ...SIZE }, rows, checks });
    } finally {
      await browser.close();
      await playground.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
