import { deflateSync } from 'node:zlib';

/** A PDF of one page whose text is in a compressed stream, as all writers of PDF make them. */
export const pdfOf = (text: string, author?: string): Buffer => {
  const escaped = text.replace(/[\\()]/g, '\\$&');
  const stream = deflateSync(Buffer.from(`BT /F1 12 Tf 72 720 Td (${escaped}) Tj ET`, 'latin1'));
  const page = '/MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>';
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(`<< /Type /Page /Parent 2 0 R ${page} >>`),
    Buffer.concat([
      Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`),
      stream,
      Buffer.from('\nendstream'),
    ]),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    Buffer.from(`<< /Producer (test) ${author ? `/Author (${author})` : ''} >>`),
  ];
  let body = Buffer.from('%PDF-1.4\n');
  const offsets = objects.map((object, at) => {
    const offset = body.length;
    body = Buffer.concat([
      body,
      Buffer.from(`${at + 1} 0 obj\n`),
      object,
      Buffer.from('\nendobj\n'),
    ]);
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const count = objects.length + 1;
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R /Info ${objects.length} 0 R >>`;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}${trailer}`;
  return Buffer.concat([body, Buffer.from(`${table}\nstartxref\n${body.length}\n%%EOF\n`)]);
};

/** Entries of a TIFF directory that hold text; their tags are those of EXIF and of Windows. */
const TAGS = { artist: 0x013b, copyright: 0x8298, windowsAuthor: 0x9c9d } as const;

const ASCII = 2;
const BYTES = 1;

/**
 * A JPEG (without a picture) that says something in its EXIF data, big endian. What Windows writes is in
 * UTF-16.
 */
export const jpegWithExif = (said: Partial<Record<keyof typeof TAGS, string>>): Buffer => {
  const entries = Object.entries(said).map(([name, text]) => {
    const tag = TAGS[name as keyof typeof TAGS];
    const isWide = name === 'windowsAuthor';
    const value = isWide ? Buffer.from(`${text}\0`, 'utf16le') : Buffer.from(`${text}\0`);
    return { tag, type: isWide ? BYTES : ASCII, value };
  });
  entries.sort((one, other) => one.tag - other.tag);
  const head = Buffer.from('MM\0*\0\0\0\x08', 'latin1');
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16BE(entries.length, 0);
  let offset = head.length + directory.length;
  entries.forEach(({ tag, type, value }, at) => {
    const start = 2 + at * 12;
    directory.writeUInt16BE(tag, start);
    directory.writeUInt16BE(type, start + 2);
    directory.writeUInt32BE(value.length, start + 4);
    directory.writeUInt32BE(offset, start + 8);
    offset += value.length;
  });
  const tiff = Buffer.concat([head, directory, ...entries.map(({ value }) => value)]);
  const segment = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const marker = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(segment.length + 2, 4);
  return Buffer.concat([marker, segment, Buffer.from([0xff, 0xd9])]);
};
