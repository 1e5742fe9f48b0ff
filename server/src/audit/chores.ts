import type { Core } from '@strapi/strapi';
import type { Chain } from './chain';
import type { Checkpoint } from './checkpoint';
import type { Checkpoints } from './checkpoints';
import type { LogTables } from './log-tables';
import type { Retention } from './retention';

/** What is done now and then, if the configuration asks for it. */
export interface ChoresConfig {
  readonly retention?: { readonly days: number };
  readonly checkpoints?: { readonly mailTo: string; readonly everyHours: number };
}

interface EmailService {
  send(mail: { to: string; subject: string; text: string }): Promise<unknown>;
}

/** What the chores are made of. */
export interface ChoresParts {
  readonly strapi: Core.Strapi;
  readonly tables: LogTables;
  readonly chain: Chain;
  readonly checkpoints: Checkpoints;
  readonly retention: Retention;
  readonly config: () => ChoresConfig;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Creates what does all that is due. Safe on any number of nodes: each thing is done by one. */
export const createChores = (parts: ChoresParts): (() => Promise<void>) => {
  const { strapi, tables, chain, checkpoints, retention, config } = parts;

  /** True on the one node that is to send, once per interval. */
  const isDue = (everyHours: number): Promise<boolean> =>
    chain.inTurn(async () => {
      const now = Date.now();
      const since = new Date(now - everyHours * HOUR).toISOString();
      const due = tables.on('chain').where({ name: 'main' });
      const [row] = await tables.run<{ mailed_at: string | null }[]>(due.select('mailed_at'));
      const last = row?.mailed_at ?? '';
      if (last > since) return false;
      const at = new Date(now).toISOString();
      await tables.run(tables.on('chain').where({ name: 'main' }).update({ mailed_at: at }));
      return true;
    });

  const send = async (to: string, taken: Checkpoint): Promise<void> => {
    const service = strapi.plugin('email').service<EmailService>('email');
    await service.send({
      to,
      subject: `Audit checkpoint ${taken.seq} (${taken.at})`,
      text:
        'Keep this. It proves later that the audit log has not been cut or rewritten:\n\n' +
        `${JSON.stringify(taken, null, 2)}\n\n` +
        'Save it as a file and run `custodian audit verify --checkpoint <file>`.\n',
    });
  };

  return async () => {
    const { retention: limit, checkpoints: mail } = config();
    if (limit) await retention.prune({ before: new Date(Date.now() - limit.days * DAY) });
    if (!mail || !(await isDue(mail.everyHours))) return;
    const taken = await checkpoints.take();
    if (taken) await send(mail.mailTo, taken);
  };
};
