import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Checkpoint } from '../checkpoint';
import type { ReadEntry } from '../entry-rows';
import { toShown, type AuditQuery, type EntryProof, type Filters } from '../query';

/** Formats of an export. */
export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What an export is made of. */
export interface ExportSource {
  readonly query: AuditQuery;
  readonly filters: Filters;
  /** The newest entry that belongs to it. */
  readonly upTo: number;
  /** The end of the chain when it was begun; the last line of NDJSON. */
  readonly checkpoint: Checkpoint | null;
}

const PAGE = 500;
const CSV_COLUMNS = [
  ...['id', 'seq', 'at', 'type', 'causedBy', 'contentType', 'documentId', 'details', 'erased'],
] as const;

const pages = async function* pages({ query, filters, upTo }: ExportSource) {
  for (let after: number | null = null; ;) {
    const page: ReadEntry[] = await query.page(filters, { after, limit: PAGE, order: 'asc', upTo });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.id ?? null;
  }
};

const proofOf = ({ digest, commitment, salt, hash }: ReadEntry): EntryProof => ({
  digest,
  commitment,
  salt,
  hash,
});

const ndjsonLines = async function* ndjsonLines(source: ExportSource) {
  for await (const page of pages(source))
    yield page
      .map((entry) => `${JSON.stringify({ ...toShown(entry), proof: proofOf(entry) })}\n`)
      .join('');
  if (source.checkpoint) yield `${JSON.stringify({ checkpoint: source.checkpoint })}\n`;
};

const csvRecords = async function* csvRecords(source: ExportSource) {
  for await (const page of pages(source))
    for (const entry of page) {
      const shown = toShown(entry);
      yield { ...shown, details: shown.erased ? '' : JSON.stringify(shown.details) };
    }
};

const toCsv = (source: ExportSource): Readable => {
  const csv = stringify({
    header: true,
    columns: [...CSV_COLUMNS],
    // A spreadsheet would run what begins with `=`.
    escape_formulas: true,
    cast: { boolean: String },
    record_delimiter: 'windows',
  });
  const records = Readable.from(csvRecords(source));
  records.on('error', (error) => csv.destroy(error));
  csv.on('close', () => records.destroy());
  return records.pipe(csv);
};

/** The body of an export, page by page as the receiver takes it. */
export const exportBody = (format: ExportFormat, source: ExportSource): Readable =>
  format === 'csv' ? toCsv(source) : Readable.from(ndjsonLines(source), { objectMode: false });

/** The media types of the formats. */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};
