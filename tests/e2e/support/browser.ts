import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { LOGINS, OUTPUT, type Playground } from './playground';

const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Chromium asks for nothing but the pages: no sandbox in containers, no errands of its own. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: EXECUTABLE, args: ARGS, headless: true });

/** A page of one admin user, and what is looked at in it. */
export interface Session {
  readonly page: Page;
  /** Opens a page of the panel, `/plugins/custodian/groups` say. */
  open(path: string): Promise<void>;
  /** Pictures of what is on the screen, light and dark. */
  shot(name: string): Promise<void>;
  /** What axe-core finds serious or critical, light and dark, within these parts of the page. */
  problems(...parts: readonly string[]): Promise<string[]>;
  /** Errors that the page has logged or thrown. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  violations: {
    id: string;
    impact: string | null;
    nodes: { html: string; failureSummary?: string }[];
  }[];
}

let pictures = 0;

const THEMES = ['light', 'dark'] as const;

/** The panel follows the browser's colour scheme unless its user has chosen another. */
const inEachTheme = async (page: Page, look: (theme: string) => Promise<void>) => {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // Colours change over a moment.
    await page.waitForTimeout(300);
    await look(theme);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
};

const audit = async (page: Page, theme: string, parts: readonly string[]): Promise<string[]> => {
  await page.evaluate(AXE);
  const include = [];
  for (const part of parts) if ((await page.locator(part).count()) > 0) include.push([part]);
  const { violations } = await page.evaluate<AxeResult, { include: string[][] }>(
    (context) =>
      (globalThis as unknown as { axe: { run(on: object): AxeResult } }).axe.run(context),
    { include }
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${theme} ${id}: ${html} ${failureSummary ?? ''}`)
    );
};

/** Logs an admin user in by hand, as people do, and waits for the home page. */
export async function logIn(browser: Browser, { url }: Playground, role: string): Promise<Session> {
  const login = LOGINS.find((one) => one.kind === 'admin' && one.role === role);
  if (!login) throw new Error(`There is no log-in for ${role}`);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));

  await page.goto(`${url}/admin`);
  await page.getByLabel(/^Email/).fill(login.email);
  await page.getByLabel(/^Password/).fill(login.password);
  await page.getByRole('button', { name: 'Login' }).click();
  await page.getByRole('link', { name: 'Home' }).first().waitFor();

  mkdirSync(OUTPUT, { recursive: true });
  return {
    page,
    errors,
    async open(path) {
      await page.goto(`${url}/admin${path}`);
    },
    async shot(name) {
      pictures += 1;
      const number = String(pictures).padStart(2, '0');
      await inEachTheme(page, async (theme) => {
        await page.screenshot({ path: join(OUTPUT, `${number}-${name}-${theme}.png`) });
      });
    },
    async problems(...parts) {
      const found: string[] = [];
      await inEachTheme(page, async (theme) => {
        found.push(...(await audit(page, theme, parts)));
      });
      return found;
    },
    close: () => context.close(),
  };
}
