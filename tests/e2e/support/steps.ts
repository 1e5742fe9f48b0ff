import type { Locator, Page } from 'playwright-core';
import type { Session } from './browser';

const PATIENCE_MS = 60_000;

/** What people do on a page of the panel, and look for there. @param session whoever is at work now */
export const stepsOf = (session: () => Session) => {
  const page = (): Page => session().page;
  const named = (role: 'button' | 'heading', name: string | RegExp, within?: Locator): Locator =>
    (within ?? page()).getByRole(role, { name, exact: true });
  const dialog = () => page().getByRole('dialog');
  return {
    dialog,
    heading: (name: string | RegExp) => named('heading', name),
    button: (name: string | RegExp) => named('button', name),
    /** The button that does what the dialog is for. */
    submit: (name: string) => named('button', name, dialog()).last().click(),
    text: (text: string | RegExp) => page().getByText(text, { exact: true }).first(),
    /** Chooses an option of a select or a combobox; a combobox is searched first. */
    async choose(label: string, option: string | RegExp, typed?: string): Promise<void> {
      const within = (await dialog().count()) > 0 ? dialog() : page();
      const field = within.getByRole('combobox', { name: label });
      await field.click();
      if (typed !== undefined) await field.pressSequentially(typed, { delay: 20 });
      await page().getByRole('option', { name: option }).first().click();
    },
    /** Waits for something to become true outside of the page. */
    async until(holds: () => boolean | Promise<boolean>): Promise<void> {
      const end = Date.now() + PATIENCE_MS;
      while (!(await holds())) {
        if (Date.now() > end) throw new Error('That did not come about');
        await page().waitForTimeout(200);
      }
    },
    /** The page as it stands: pictures of it, and nothing serious for axe-core. */
    async look(name: string, ...parts: string[]): Promise<void> {
      await session().shot(name);
      expect(await session().problems(...(parts.length > 0 ? parts : ['main']))).toEqual([]);
    },
  };
};
