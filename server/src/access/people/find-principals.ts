import type { Core } from '@strapi/strapi';
import { isPrincipal } from '../../platform/actor';

/** Kinds of principal that have a name. */
export const NAMED_KINDS = ['admin', 'user', 'token'] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

/** A principal with what people call it. */
export interface NamedPrincipal {
  readonly principal: string;
  readonly kind: NamedKind;
  readonly name: string;
  /** What tells two of the same name apart: an email address; null for API tokens. */
  readonly detail: string | null;
}

/** Looks principals up by name, for pickers and lists. */
export interface FindPrincipals {
  /** Those whose name or email contains a text, a few of each kind; the first ones for no text. */
  search(text: string, kinds: readonly NamedKind[]): Promise<NamedPrincipal[]>;
  /** Names of given principals. Whatever is unknown, or out of the caller's view, is left out. */
  named(principals: readonly string[]): Promise<NamedPrincipal[]>;
}

interface Source {
  readonly uid: string;
  /** The only attributes that are read and searched: others of these tables hold secrets. */
  readonly attributes: readonly string[];
  readonly nameOf: (row: Row) => string;
  readonly detailOf: (row: Row) => string | null;
}

type Row = { readonly id: number } & Readonly<Record<string, unknown>>;

const words = (...values: readonly unknown[]): string =>
  values.filter((value) => typeof value === 'string' && value !== '').join(' ');

const emailOf = ({ email }: Row): string | null => words(email) || null;

const SOURCES: Readonly<Record<NamedKind, Source>> = {
  admin: {
    uid: 'admin::user',
    attributes: ['firstname', 'lastname', 'username', 'email'],
    nameOf: ({ firstname, lastname, username, email }) =>
      words(firstname, lastname) || words(username) || words(email),
    detailOf: emailOf,
  },
  user: {
    uid: 'plugin::users-permissions.user',
    attributes: ['username', 'email'],
    nameOf: ({ username, email }) => words(username) || words(email),
    detailOf: emailOf,
  },
  token: {
    uid: 'admin::api-token',
    attributes: ['name'],
    nameOf: ({ name }) => words(name),
    detailOf: () => null,
  },
};

const LIMIT = 20;

/**
 * Creates the look-up. It reads in the scope it is called in: users of users-permissions may be
 * governed, and a caller who does not see somebody does not find them here either.
 */
export const createFindPrincipals = ({ strapi }: { strapi: Core.Strapi }): FindPrincipals => {
  const read = async (kind: NamedKind, where: object): Promise<NamedPrincipal[]> => {
    const { uid, attributes, nameOf, detailOf } = SOURCES[kind];
    // users-permissions is a plugin of its own, which a project may leave out.
    if (!strapi.db.metadata.has(uid)) return [];
    const select = ['id', ...attributes];
    const orderBy = [...attributes.map((name) => ({ [name]: 'asc' as const })), { id: 'asc' }];
    const limit = LIMIT;
    const rows = (await strapi.db.query(uid).findMany({ select, where, orderBy, limit })) as Row[];
    return rows.map((row) => ({
      principal: `${kind}:${row.id}`,
      kind,
      name: nameOf(row) || `${kind}:${row.id}`,
      detail: detailOf(row),
    }));
  };

  return {
    async search(text, kinds) {
      const found: NamedPrincipal[] = [];
      for (const kind of kinds) {
        const contains = SOURCES[kind].attributes.map((name) => ({ [name]: { $containsi: text } }));
        found.push(...(await read(kind, text === '' ? {} : { $or: contains })));
      }
      return found;
    },
    async named(principals) {
      const found: NamedPrincipal[] = [];
      for (const kind of NAMED_KINDS) {
        const ids = principals
          .filter((principal) => isPrincipal(principal) && principal.startsWith(`${kind}:`))
          .map((principal) => Number(principal.slice(kind.length + 1)));
        for (let at = 0; at < ids.length; at += LIMIT)
          found.push(...(await read(kind, { id: { $in: ids.slice(at, at + LIMIT) } })));
      }
      return found;
    },
  };
};
