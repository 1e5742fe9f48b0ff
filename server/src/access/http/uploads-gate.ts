import { posix } from 'node:path';
import type { Context, Next } from 'koa';
import { FILE_UID } from '../../enforcement/table-catalogue';
import { createActor, type Actor } from '../../platform/actor';
import { addressOf } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import { currentAsker } from '../files/asker';
import { LINK_PARAMETER, type FileLinks } from '../files/links';
import { createReadHolders, type ReadHoldersInput } from '../files/read-holders';
import type { FileRecord } from '../files/stored-file';
import type { SignIns } from '../sign-in/sign-ins';

interface Dependencies extends ReadHoldersInput {
  readonly scopes: ScopeStore;
  readonly signIns: Pick<SignIns, 'open'>;
  readonly links: FileLinks;
}

/** In any spelling that a file system may take for the same folder. */
const UPLOADS = /^\/uploads[. ]*(?:\/|$)/i;
const LONGEST = 512;

/** The path as the static middleware will read it; null where it cannot be read. */
const resolvePath = (path: string): string | null => {
  try {
    return posix.normalize(`/${decodeURIComponent(path).replace(/\\/g, '/')}`);
  } catch {
    return null;
  }
};

/** What the hash of a file at this path may be: formats put their name before it, `thumbnail_…`. */
const hashesIn = (path: string): string[] => {
  const name = posix.basename(path, posix.extname(path));
  return name.split('_').map((_part, index, parts) => parts.slice(index).join('_'));
};

const addressesOf = ({ url, formats }: FileRecord): string[] => [
  url,
  ...Object.values(formats ?? {}).map((format) => format.url),
];

/**
 * Stands before Strapi's static `/uploads`: bytes are sent to whoever sees the file. That is everybody
 * for what the public sees, and for others the caller whom a link names. Anything else is not found,
 * also what lies in the folder and is no file of the media library.
 */
export const createUploadsGate = (input: Dependencies) => {
  const { strapi, scopes, signIns, links } = input;
  const readHolders = createReadHolders(input);
  const idsAt = async (path: string): Promise<number[]> => {
    const rows = (await strapi.db.query(FILE_UID).findMany({
      where: { hash: { $in: hashesIn(path) } },
      select: ['id', 'url', 'formats'],
    })) as (FileRecord & { readonly id: number })[];
    return rows.filter((row) => addressesOf(row).includes(path)).map(({ id }) => id);
  };

  /** The caller whom a link names, if there is one still; the public otherwise. */
  const askerOf = async (path: string, token: unknown, address: string | null): Promise<Actor> => {
    const named = links.askedBy(path, token);
    const current = named && (await scopes.runAsSystem(() => currentAsker(strapi, named, address)));
    return current ?? createActor('public', undefined, false, address);
  };

  /** Whether the asker sees a file at the path, which is recorded as a read. */
  const isVisible = async (path: string, asker: Actor): Promise<boolean> => {
    const ids = await scopes.runAsSystem(async () => {
      await signIns.open(asker);
      return idsAt(path);
    });
    const where = { id: { $in: ids } };
    return scopes.runAs(asker, async () => {
      if ((await strapi.db.query(FILE_UID).count({ where })) === 0) return false;
      await readHolders(asker, where);
      return true;
    });
  };

  return async (ctx: Context, next: Next): Promise<unknown> => {
    const path = resolvePath(ctx.path);
    // What cannot be read is refused by the static middleware itself.
    if (path === null || !UPLOADS.test(path)) return next();
    if (path.length > LONGEST) return;
    const asker = await askerOf(path, ctx.query[LINK_PARAMETER], addressOf(ctx));
    if (!(await isVisible(path, asker))) return;
    await next();
    if (asker.kind !== 'public') ctx.set('Cache-Control', 'private, no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
  };
};
