import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { jpegWithExif, pdfOf } from '../../support/documents';

export interface UploadedFile {
  readonly id: number;
  readonly documentId: string;
  readonly hash: string;
  readonly ext: string;
}

/** Uploads bytes as they are: no picture is decoded, no format derived. */
export const uploadBytes = async (
  strapi: Core.Strapi,
  name: string,
  bytes: Buffer,
  fileInfo: object = {}
): Promise<UploadedFile> => {
  const path = join(mkdtempSync(join(tmpdir(), 'custodian-file-')), 'upload');
  writeFileSync(path, bytes);
  const upload = strapi.plugin('upload').service<{
    upload(input: object): Promise<UploadedFile[]>;
  }>('upload');
  const [file] = await upload.upload({
    data: { fileInfo: { name, ...fileInfo } },
    files: {
      filepath: path,
      originalFilename: name,
      mimetype: 'application/octet-stream',
      size: bytes.length,
    },
  });
  return file!;
};

/** What the seven files that hang on nobody's record say, each in another place. */
export interface FileWords {
  readonly email: string;
  readonly phone: string;
  readonly customer: string;
  /** A word of its own for each place. */
  readonly caption: string;
  readonly alternative: string;
  readonly folder: string;
}

/** Files of which a person is in the bytes or in the name: nobody can cut it out. */
export const TELLING = ['name', 'exif', 'pdf', 'plain'] as const;

/** Seven files: name, caption, alternative text, EXIF, compressed PDF, the name of a folder, plain text. */
export const seedFiles = async (
  strapi: Core.Strapi,
  { email, phone, customer, caption, alternative, folder }: FileWords
): Promise<
  Record<(typeof TELLING)[number] | 'caption' | 'alternative' | 'filed', UploadedFile>
> => {
  const folders = strapi
    .plugin('upload')
    .service<{ create(data: object): Promise<{ id: number }> }>('folder');
  const scans = await folders.create({ name: `Scans of ${email} ${folder}`, parent: null });
  const nothing = Buffer.from('Nothing of interest.');
  const put = (name: string, bytes: Buffer, info?: object) =>
    uploadBytes(strapi, name, bytes, info);
  return {
    name: await put(`Letter to ${email}.txt`, nothing),
    caption: await put('a.txt', nothing, { caption: `Taken by <${email}> ${caption}` }),
    alternative: await put('b.txt', nothing, { alternativeText: `Tel. ${phone} ${alternative}` }),
    exif: await put('c.jpg', jpegWithExif({ artist: email, windowsAuthor: email })),
    pdf: await put('d.pdf', pdfOf(`Signed by ${email}, ${customer}`)),
    filed: await put('e.txt', nothing, { folder: scans.id }),
    plain: await put('f.txt', Buffer.from(`Customer ${customer} called.`)),
  };
};
