import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import { FILE_UID } from '../../enforcement/table-catalogue';
import { flag, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import { createReadHolders, type ReadHoldersInput } from '../files/read-holders';
import { openBytes, type FileRecord } from '../files/stored-file';
import { callerOf } from './caller';

interface Dependencies extends ReadHoldersInput {
  readonly scopes: ScopeStore;
}

const query = z.object({
  format: z.string().min(1).optional(),
  // A bare `?download` is read as null.
  download: z.union([z.null().transform(() => true), flag]).optional(),
});

/** What a browser may show in place; anything that could run as a page is downloaded. */
const SHOWN =
  /^(?:image\/(?!svg)[\w.+-]+|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf|text\/plain)$/;

const notFound = () => new errors.NotFoundError('File not found', { code: 'NOT_FOUND' });

const formatOf = (file: FileRecord, name: string | undefined): FileRecord | null => {
  if (name === undefined) return file;
  const { formats } = file;
  return formats && Object.hasOwn(formats, name) ? (formats[name] ?? null) : null;
};

/** The bytes of files, after the same question as for their rows. */
export const createFilesController = (input: Dependencies) => {
  const { strapi, scopes } = input;
  const readHolders = createReadHolders(input);
  return {
    /**
     * Sends a file, or one of its formats, to a caller who sees it.
     * @throws NotFoundError for a file that is missing, invisible or without bytes, alike
     */
    async findOne(ctx: Context) {
      const { format: name, download } = parse(query, ctx.query, ['query']);
      const { documentId } = ctx.params as { documentId: string };
      // In the caller's view: an invisible file is not there.
      const file = (await strapi.db
        .query(FILE_UID)
        .findOne({ where: { documentId } })) as FileRecord | null;
      const format = file && formatOf(file, name);
      const bytes = format && (await openBytes(strapi, file, format));
      if (!bytes) throw notFound();
      await readHolders(callerOf(scopes), { documentId });

      ctx.set('Cache-Control', 'private, no-store');
      if (bytes.kind === 'redirect') {
        ctx.redirect(bytes.url);
        return;
      }
      const mime = format.mime ?? file.mime ?? 'application/octet-stream';
      const inline = download !== true && SHOWN.test(mime);
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.attachment(file.name, { type: inline ? 'inline' : 'attachment' });
      ctx.set('Content-Type', mime);
      ctx.body = bytes.stream;
      if (bytes.length !== null) ctx.length = bytes.length;
    },
  };
};
