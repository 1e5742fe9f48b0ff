import type { AnnotationMap } from '../annotations/compile';
import type { Discovery, Found, LoadedRow, SubjectQuery } from '../discovery/discovery';
import { findMentions, textOf } from '../discovery/mentions';
import type { Identifier, Needle } from '../discovery/needles';
import type { DocumentKey } from '../discovery/records';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { ThirdParties } from './third-parties';

/** What a package says of one record, or of a text elsewhere. */
export interface PackageRecord {
  readonly contentType: string;
  readonly documentId: string | null;
  readonly locale: string | null;
  readonly published: boolean;
  /** Attribute, dotted through components, and its value as text. */
  readonly fields: readonly (readonly [string, string])[];
}

/** Which data go in: all of them (Art. 15), or what the person gave and can take along (Art. 20). */
export type PackageProfile = 'access' | 'portability';

/** What is collected with. */
export interface CollectContext {
  readonly annotations: AnnotationMap;
  readonly needles: readonly Needle[];
  readonly profile: PackageProfile;
  readonly others: ThirdParties;
  modelOf(uid: string): ModelMeta | undefined;
  typeOf(uid: string, attribute: string): string;
  /** Other people that a record is about as well. */
  othersIn(document: DocumentKey): Promise<Identifier[]>;
}

/** What a package holds, piece by piece. */
export type Collected =
  | { readonly kind: 'record'; readonly record: PackageRecord }
  | { readonly kind: 'file'; readonly fileId: number };

/** Secrets are nobody's personal data to take home: whoever holds them could log in. */
const SECRET = /password|token|secret|salt|hash$/i;
const INTERNAL: readonly string[] = ['id', 'documentId', 'locale', 'publishedAt'];

const isSecret = (type: string, attribute: string): boolean =>
  type === 'password' || SECRET.test(attribute);

const fieldsOf = (row: LoadedRow, shared: boolean, context: CollectContext): [string, string][] => {
  const { annotations, needles, profile, others } = context;
  const model = context.modelOf(row.uid);
  return Object.entries(model?.columns ?? {}).flatMap(([attribute, column]): [string, string][] => {
    const value = row.values[column];
    const isEmpty = value === null || value === undefined || value === '';
    if (isEmpty || INTERNAL.includes(attribute)) return [];
    if (isSecret(context.typeOf(row.uid, attribute), attribute)) return [];
    const [outermost] = row.path;
    const annotation =
      annotations.attribute(row.uid, attribute) ??
      (outermost ? annotations.attribute(row.document.uid, outermost) : null);
    if (profile === 'portability' && annotation?.portable !== true) return [];
    const text = textOf(value);
    if (shared && annotation === null && !findMentions(text, needles)) return [];
    return [[[...row.path, attribute].join('.'), others.redact(text)]];
  });
};

const recordsOf = async (
  { document, rows }: Extract<Found, { kind: 'document' }>,
  context: CollectContext
): Promise<PackageRecord[]> => {
  const shared = document.role === 'shared';
  if (shared && context.profile === 'portability') return [];
  context.others.add(await context.othersIn(document));
  const tops = rows.filter(({ path }) => path.length === 0);
  return tops.flatMap(({ locale, published }) => {
    const parts = rows.filter((row) => row.locale === locale && row.published === published);
    const fields = parts
      .sort((one, other) => one.path.length - other.path.length)
      .flatMap((row) => fieldsOf(row, shared, context));
    if (fields.length === 0) return [];
    const { uid, documentId } = document;
    return [{ contentType: uid, documentId, locale, published, fields }];
  });
};

/** Texts elsewhere that name the person by an identifier: what others wrote about it. */
const mentionOf = (
  { table, rowId, column, confidence }: Extract<Found, { kind: 'mention' }>,
  text: string,
  context: CollectContext
): PackageRecord | null => {
  if (confidence === 'name' || context.profile === 'portability') return null;
  if (/^(admin|strapi)_/.test(table)) return null;
  return {
    contentType: table,
    documentId: rowId === null ? null : String(rowId),
    locale: null,
    published: false,
    fields: [[column, context.others.redact(text)]],
  };
};

/** Collects what a package says, in the order in which it is found. */
export async function* collect(
  discovery: Discovery,
  subject: SubjectQuery,
  context: CollectContext,
  textAt: (found: Extract<Found, { kind: 'mention' }>) => Promise<unknown>
): AsyncGenerator<Collected> {
  for await (const found of discovery.find(subject, context.annotations)) {
    if (found.kind === 'document')
      for (const record of await recordsOf(found, context)) yield { kind: 'record', record };
    if (found.kind === 'file' && !found.shared) yield { kind: 'file', fileId: found.fileId };
    if (found.kind !== 'mention') continue;
    const record = mentionOf(found, textOf(await textAt(found)), context);
    if (record) yield { kind: 'record', record };
  }
}
