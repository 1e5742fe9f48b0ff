import { z } from '@strapi/utils';
import { TEXT_KINDS } from '../../access/policy/attribute-kinds';
import { sql } from '../../platform/sql';
import type { Client } from '../../platform/dialect';
import type { Sql } from '../../platform/sql';
import type { MaskStrategy } from './strategy';
import { charactersOf, FILLER, literal, textSql } from './text-sql';

/** What domains are written with. Anything else is no address, and nothing of it is shown. */
const DOMAIN_CLASS = 'A-Za-z0-9.-';
const ADDRESS = /^([^@]+)@([A-Za-z0-9.-]+\.[A-Za-z][A-Za-z0-9.-]*)$/;

/** Whether a text of those characters has a dot, something before and a letter after it. */
const HAS_DOT: Readonly<Record<Client, (domain: Sql) => Sql>> = {
  sqlite: (domain) => sql`${domain} glob ${'?*.[A-Za-z]*'}`,
  postgres: (domain) => sql`${domain} ~ '.[.][A-Za-z]'`,
  mysql: (domain) => sql`${domain} regexp '.[.][A-Za-z]'`,
};

/** The first letter and the domain: `a•••@example.com`. Of what is no address, nothing. */
export const email: MaskStrategy = {
  name: 'email',
  options: z.strictObject({}),
  fits: TEXT_KINDS,
  examples: ['anna.svensson@example.com', 'no address'],
  sql(value, _options, { dialect }) {
    const text = textSql(dialect);
    const local = text.before(value, '@');
    const domain = text.after(value, sql`${text.length(local)} + 1`);
    const isAddress = sql`${text.length(local)} > 0 and ${text.consistsOf(domain, DOMAIN_CLASS)} and ${HAS_DOT[dialect.client](domain)}`;
    const shown = text.concat(text.first(value, 1), literal(`${FILLER}@`), domain);
    return sql`case when ${isAddress} then ${shown} else ${literal(FILLER)} end`;
  },
  mask(value) {
    const [, local, domain] = ADDRESS.exec(String(value)) ?? [];
    if (local === undefined || domain === undefined) return FILLER;
    return `${charactersOf(local)[0] ?? ''}${FILLER}@${domain}`;
  },
};
