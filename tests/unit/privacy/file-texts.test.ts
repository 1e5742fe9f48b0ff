import { gzipSync } from 'node:zlib';
import { contentOf, createFileReader } from '../../../server/src/privacy/discovery/file-texts';
import { jpegWithExif, pdfOf } from '../../support/documents';

const ADDRESS = 'jana.novakova@example.test';

describe('what files say', () => {
  const reader = createFileReader();
  afterAll(() => reader.close());

  const read = async (bytes: Buffer) => {
    const { texts, isRead } = await reader.read(bytes);
    return { isRead, says: texts.some((text) => text.includes(ADDRESS)) };
  };

  it('is in the compressed pages of a PDF, and in what it says of itself', async () => {
    const page = pdfOf(`Agreed with ${ADDRESS} (by mail)`);
    expect(page.toString('latin1')).not.toContain(ADDRESS);
    expect(await read(page)).toEqual({ isRead: true, says: true });
    expect(await read(pdfOf('nobody', ADDRESS))).toEqual({ isRead: true, says: true });
    expect(await read(pdfOf('nobody'))).toEqual({ isRead: true, says: false });
  });

  it('is in the EXIF data of a picture, in either width', async () => {
    expect(await read(jpegWithExif({ artist: `Jana <${ADDRESS}>` }))).toEqual({
      isRead: true,
      says: true,
    });
    const { texts } = await reader.read(jpegWithExif({ windowsAuthor: ADDRESS }));
    // Told apart from the bytes around it.
    expect(texts.at(-1)).toContain(ADDRESS);
    expect(await read(jpegWithExif({ artist: 'nobody' }))).toEqual({ isRead: true, says: false });
  });

  it('is not claimed to be read where it is broken, encrypted or packed', async () => {
    const whole = pdfOf(ADDRESS);
    for (const bytes of [
      whole.subarray(0, 200),
      Buffer.from('%PDF-1.7 nothing of the kind'),
      Buffer.from(
        whole
          .toString('latin1')
          .replace('/Root', '/Encrypt << /Filter /Unknown /V 9 /R 9 >> /Root'),
        'latin1'
      ),
      gzipSync(ADDRESS),
      Buffer.from('PK\x03\x04 a zip, or a letter'),
    ])
      expect({ bytes: bytes.length, ...(await read(bytes)) }).toMatchObject({ isRead: false });
    // And the reader is still there for the next.
    expect(await read(whole)).toEqual({ isRead: true, says: true });
  });

  it('is text as it stands in everything else', async () => {
    expect(await read(Buffer.from(`Dear ${ADDRESS},`))).toEqual({ isRead: true, says: true });
    const wide = Buffer.from(`Dear ${ADDRESS},`, 'utf16le');
    expect(await read(wide)).toEqual({ isRead: true, says: true });
    expect(contentOf(Buffer.alloc(0))).toBe('plain');
  });
});
