import { parseArgs } from 'node:util';
import type { Engine } from './databases';

export interface Options {
  readonly quick: boolean;
  readonly contacts: number;
  readonly engines: readonly Engine[];
  /** Names of the operations to measure; null means all. */
  readonly only: readonly string[] | null;
  /** Keep the seeded database, and use the one that an earlier run has kept. */
  readonly reuse: boolean;
}

const toEngine = (name: string): Engine => {
  if (name === 'sqlite' || name === 'postgres') return name;
  throw new Error(`--engines takes sqlite and postgres, not "${name}"`);
};

/**
 * Reads the command line: `--quick`, `--contacts=100000`, `--engines=sqlite,postgres`,
 * `--only=detail,search`, `--reuse`.
 * @throws on anything else
 */
export const readOptions = (): Options => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      reuse: { type: 'boolean', default: false },
      contacts: { type: 'string' },
      engines: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const contacts = Number(values.contacts ?? (values.quick ? 5_000 : 100_000));
  if (!Number.isInteger(contacts) || contacts < 100)
    throw new Error('--contacts takes a whole number from 100 up');
  const engines = values.engines ?? (values.quick ? 'sqlite' : 'sqlite,postgres');
  return {
    quick: values.quick,
    reuse: values.reuse,
    contacts,
    only: values.only?.split(',') ?? null,
    engines: engines.split(',').map(toEngine),
  };
};
