import { stringify } from 'csv-stringify/sync';
import type { PackageRecord } from './collect';

/** What a package says about the processing itself (Art. 15(1) and (2)). */
export interface PackageAbout {
  readonly reference: string;
  readonly createdAt: string;
  readonly profile: string;
  readonly controller: string;
  readonly categories: readonly string[];
  readonly legalBases: readonly string[];
  readonly recipients: readonly string[];
  readonly retention: readonly string[];
  /** Values of others that were replaced, by label. */
  readonly withheld: readonly { readonly label: string; readonly occurrences: number }[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);

/** Signs that spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell that no spreadsheet executes (OWASP, CSV injection). */
const safeCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** Records of one type as a table: a row each, a column for every attribute that occurs. */
export const toCsv = (records: readonly PackageRecord[]): string => {
  const names = [...new Set(records.flatMap(({ fields }) => fields.map(([name]) => name)))];
  const rows = records.map(({ documentId, locale, published, fields }) => {
    const values = new Map<string, string[]>();
    for (const [name, text] of fields) values.set(name, [...(values.get(name) ?? []), text]);
    const status = published ? 'published' : 'draft';
    return [
      documentId ?? '',
      locale ?? '',
      status,
      ...names.map((name) => (values.get(name) ?? []).join('\n')),
    ];
  });
  const table = [['documentId', 'locale', 'status', ...names], ...rows];
  return stringify(
    table.map((row) => row.map(safeCell)),
    { bom: true, quoted: true }
  );
};

/** Records as data. Attributes that occur several times, in components, keep all their values. */
export const toJson = (records: readonly PackageRecord[]): string =>
  JSON.stringify(
    records.map(({ fields, ...record }) => ({
      ...record,
      fields: fields.map(([attribute, value]) => ({ attribute, value })),
    })),
    null,
    2
  );

const list = (title: string, items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `<h3>${escape(title)}</h3><ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;

const recordHtml = ({ documentId, locale, published, fields }: PackageRecord): string => {
  const status = published ? 'published' : 'draft';
  const title = [documentId, locale, status].filter(Boolean).join(' · ');
  const rows = fields
    .map(([name, text]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(text)}</td></tr>`)
    .join('');
  return `<h3>${escape(title)}</h3><table>${rows}</table>`;
};

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:start;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}th{width:30%}';

/** A page that reads without anything else, and runs nothing. */
export const toHtml = (
  about: PackageAbout,
  records: ReadonlyMap<string, readonly PackageRecord[]>
): string => {
  const sections = [...records]
    .map(([type, own]) => `<h2>${escape(type)}</h2>${own.map(recordHtml).join('')}`)
    .join('');
  const withheld = about.withheld.map(({ label, occurrences }) => `${label} (${occurrences}×)`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escape(about.reference)}</title><style>${STYLE}</style></head>
<body><h1>Personal data (${escape(about.reference)})</h1><p>${escape(about.controller)} · ${escape(about.createdAt)}</p>
${list('Categories', about.categories)}${list('Legal bases', about.legalBases)}${list('Recipients', about.recipients)}${list('Retention', about.retention)}${list('Values of other people, replaced', withheld)}
${sections}</body></html>
`;
};
