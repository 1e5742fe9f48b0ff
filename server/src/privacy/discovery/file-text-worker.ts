/** What the thread is asked. */
export interface TextQuestion {
  readonly id: number;
  readonly kind: 'pdf' | 'image';
  readonly bytes: Uint8Array;
}

/** What it answers; `texts` is null for a file that is broken, encrypted, or not what it seems. */
export interface TextAnswer {
  readonly id: number;
  readonly texts: readonly string[] | null;
}

/**
 * The program of the thread that takes documents apart. It is text, because it runs as a script of its
 * own: the bundle of the plugin has one file, and hostile documents belong where they can be stopped.
 * PDF: text of pages, annotations, form fields and document information. Images: EXIF, IPTC and XMP.
 */
export const FILE_TEXT_WORKER = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');

const stringsIn = (value, found = []) => {
  if (typeof value === 'string') found.push(value);
  else if (typeof value === 'number') found.push(String(value));
  else if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    found.push(bytes.toString('utf8').replaceAll('\\0', ''));
  } else if (Array.isArray(value)) value.forEach((item) => stringsIn(item, found));
  else if (value instanceof Map) value.forEach((item) => stringsIn(item, found));
  else if (typeof value === 'object' && value !== null) stringsIn(Object.values(value), found);
  return found;
};

const readers = {
  async pdf(bytes) {
    const { getDocumentProxy } = require(workerData.pdf);
    const document = await getDocumentProxy(bytes, { isEvalSupported: false, verbosity: 0 });
    const { info, metadata } = await document.getMetadata();
    const texts = [stringsIn(info).join('\\n'), metadata ? metadata.getRaw() : ''];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      texts.push(items.map(({ str = '', hasEOL }) => str + (hasEOL ? '\\n' : '')).join(''));
      for (const { contentsObj, titleObj, fieldValue, url } of await page.getAnnotations())
        texts.push(stringsIn([contentsObj, titleObj, fieldValue, url]).join('\\n'));
      page.cleanup();
    }
    await document.destroy();
    return texts;
  },
  async image(bytes) {
    const found = await require(workerData.image).parse(Buffer.from(bytes), {
      tiff: true, exif: true, gps: true, interop: true, xmp: true, iptc: true, jfif: true,
      ihdr: true, userComment: true, multiSegment: true, mergeOutput: false,
    });
    return [stringsIn(found ?? {}).join('\\n')];
  },
};

parentPort.on('message', async ({ id, kind, bytes }) => {
  const texts = await readers[kind](bytes).catch(() => null);
  parentPort.postMessage({ id, texts });
});
`;
