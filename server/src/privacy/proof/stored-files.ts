import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { findMentions } from '../discovery/mentions';
import type { Needle } from '../discovery/needles';

/** A file of the media library's folder, and what its name or bytes say about somebody. */
export interface SearchedFile {
  readonly where: 'file-name' | 'file-content';
  /** Path below the folder. */
  readonly path: string;
  /** Kinds of identifiers found; empty for none. */
  readonly found: readonly string[];
  /** False where the content was not looked at. */
  readonly isRead: boolean;
}

/** The files on this machine's disk. Providers elsewhere cannot be listed. */
export interface StoredFiles {
  /** Every file once, in the order of their names. */
  search(needles: readonly Needle[]): AsyncGenerator<SearchedFile>;
}

/** Larger files are films and archives: what they say cannot be read as text anyway. */
const LARGEST = 5 * 1024 * 1024;

/** Names are anybody's, and bytes spell them by chance. */
const certain = (needles: readonly Needle[]) =>
  needles.filter(({ confidence }) => confidence === 'identifier');

const SEPARATORS = /[\s().,/_\u00a0\u2010-\u2015-]/g;

/** A cheap look before the exact one: most files say nothing, and comparing properly takes its time. */
const mayHold = (text: string, needles: readonly Needle[]): boolean => {
  const lower = text.toLowerCase();
  return needles.some(({ probe }) => {
    if (probe.kind === 'contains') return lower.includes(probe.text);
    return probe.kind === 'any' || lower.replace(SEPARATORS, '').includes(probe.text);
  });
};

/** Metadata of images and documents is text in between other bytes, of one byte or of two. */
const textsOf = (bytes: Buffer): string[] => [
  bytes.toString('utf8'),
  ...(bytes.includes(0) ? [bytes.toString('latin1').replaceAll('\0', '')] : []),
];

/** Creates the search of the folder that Strapi's local provider writes to. */
export const createStoredFiles = ({ strapi }: { strapi: Core.Strapi }): StoredFiles => {
  const folder = () => join(strapi.dirs.static.public, 'uploads');

  const read = async (path: string): Promise<Buffer | null> => {
    const file = await open(path, 'r').catch(() => null);
    if (!file) return null;
    try {
      const { size } = await file.stat();
      return size > LARGEST ? null : await file.readFile();
    } finally {
      await file.close();
    }
  };

  return {
    async *search(needles) {
      const sure = certain(needles);
      const entries = await readdir(folder(), { withFileTypes: true, recursive: true }).catch(
        () => []
      );
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      for (const path of paths) {
        const name = findMentions(path.slice(folder().length), sure);
        const bytes = await read(path);
        const texts = (bytes ? textsOf(bytes) : []).filter((text) => mayHold(text, sure));
        const kinds = new Set(texts.flatMap((text) => findMentions(text, sure)?.kinds ?? []));
        const found = name?.kinds ?? [...kinds].sort();
        const where = name ? 'file-name' : 'file-content';
        yield { where, path: path.slice(folder().length), found, isRead: bytes !== null };
      }
    },
  };
};
