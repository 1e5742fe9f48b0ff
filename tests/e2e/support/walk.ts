import type { Locator } from 'playwright-core';
import type { Session } from './browser';

/** What walks through the panel do, on the page of one session. */
export const createWalk = (session: Session) => {
  const { page } = session;
  return {
    heading: (name: string | RegExp) => page.getByRole('heading', { level: 1, name }),
    button: (name: string | RegExp) => page.getByRole('button', { name, exact: true }),
    dialog: () => page.getByRole('dialog'),
    notified: (text: string | RegExp) => page.getByText(text, { exact: true }).first().waitFor(),
    /** Waits until something holds, for as long as the page has to answer. */
    async waitFor(holds: () => Promise<boolean>) {
      const end = Date.now() + 30_000;
      while (!(await holds())) {
        if (Date.now() > end) throw new Error('That did not come about');
        await page.waitForTimeout(200);
      }
    },
    /** Chooses an option of a select or a combobox; a combobox is searched first. */
    async choose(
      label: string,
      option: string | RegExp,
      { within, text }: { within?: Locator; text?: string } = {}
    ) {
      const field = (within ?? page).getByRole('combobox', { name: label });
      await field.click();
      if (text !== undefined) await field.pressSequentially(text, { delay: 20 });
      await page.getByRole('option', { name: option }).first().click();
    },
    /** The page as it stands: pictures of it, and nothing serious for axe-core. */
    async look(name: string, ...parts: string[]) {
      await session.shot(name);
      expect(await session.problems(...(parts.length > 0 ? parts : ['main']))).toEqual([]);
    },
  };
};

export type Walk = ReturnType<typeof createWalk>;
