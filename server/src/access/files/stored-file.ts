import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Core } from '@strapi/strapi';

/** A file, or one of its formats, as far as its bytes are concerned. */
export interface FileRecord {
  readonly name: string;
  readonly hash: string;
  readonly ext: string | null;
  readonly mime: string | null;
  readonly url: string;
  readonly provider?: string;
  readonly formats?: Readonly<Record<string, FileRecord>> | null;
}

/** Where bytes come from: a stream of them, or an address that only works for a while. */
export type Bytes =
  | { readonly kind: 'stream'; readonly stream: Readable; readonly length: number | null }
  | { readonly kind: 'redirect'; readonly url: string };

interface Provider {
  isPrivate(): Promise<boolean>;
  getSignedUrl(file: object): Promise<{ url: string }>;
}

/** The folder that Strapi's local provider keeps files in. */
export const uploadsFolder = (strapi: Core.Strapi): string =>
  join(strapi.dirs.static.public, 'uploads');

const fromDisk = async (strapi: Core.Strapi, { hash, ext }: FileRecord): Promise<Bytes | null> => {
  const name = `${hash}${ext ?? ''}`;
  if (basename(name) !== name) return null;
  const path = join(uploadsFolder(strapi), name);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  return { kind: 'stream', stream: createReadStream(path), length: found.size };
};

const fromAddress = async (strapi: Core.Strapi, { url }: FileRecord): Promise<Bytes | null> => {
  if (!/^https?:\/\//.test(url)) return null;
  const { ok, body, headers } = await strapi.fetch(url);
  if (!ok || !body) return null;
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  const stream = Readable.fromWeb(body);
  return { kind: 'stream', stream, length: length === null ? null : Number(length) };
};

/**
 * Opens the bytes of a file or of one of its formats, wherever its provider keeps them. Where and
 * what is read comes from the database alone. Null if there are none.
 */
export const openBytes = async (
  strapi: Core.Strapi,
  file: FileRecord,
  format: FileRecord
): Promise<Bytes | null> => {
  if (file.provider === 'local') return fromDisk(strapi, format);
  const { provider } = strapi.plugin('upload') as unknown as { provider: Provider };
  const isCurrent = strapi.config.get('plugin::upload.provider') === file.provider;
  if (isCurrent && (await provider.isPrivate()))
    return { kind: 'redirect', url: (await provider.getSignedUrl({ ...format })).url };
  return fromAddress(strapi, format);
};
