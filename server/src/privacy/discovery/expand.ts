import type { AnnotationMap, TypeAnnotation } from '../annotations/compile';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { errors } from '@strapi/utils';
import type { Confidence } from './needles';
import type { DocumentKey, Records, RecordRow } from './records';

/** A document that has to do with the data subject. */
export interface RelatedDocument extends DocumentKey {
  readonly confidence: Confidence;
  /** `identifier`, or the relations that lead to the person. */
  readonly via: string;
  /** `owner`: it is about this person alone. `shared`: about others too, and only mentions go. */
  readonly role: 'owner' | 'shared';
}

/** Documents whose rows are read at once. */
export const CHUNK = 50;

/** A data subject with more documents than that is refused: it is a tenant, not a person. */
const MOST_DOCUMENTS = 100_000;

export const keyOf = ({ uid, documentId }: DocumentKey): string => `${uid} ${documentId}`;

/** Splits documents into lists of one type each, no longer than {@link CHUNK}. */
export const chunksOf = <T extends DocumentKey>(documents: readonly T[]): T[][] => {
  const chunks: T[][] = [];
  for (const document of documents) {
    const last = chunks.at(-1);
    if (last && last.length < CHUNK && last[0]?.uid === document.uid) last.push(document);
    else chunks.push([document]);
  }
  return chunks;
};

/** Where a relation leads; a polymorphic one leads to the type that is asked about. */
const targetOf = (
  model: ModelMeta | undefined,
  attribute: string,
  asked: string
): string | undefined => {
  const relation = model?.relations.find((one) => one.attribute === attribute);
  if (!relation) return undefined;
  if ('target' in relation) return relation.target;
  return relation.kind === 'morph-table' && relation.components ? undefined : asked;
};

/** The types that a path passes, the record's own first, the data subject's last. */
const typesAlong = (
  records: Records,
  uid: string,
  relations: readonly string[],
  subject: string
): string[] => {
  const types = [uid];
  for (const relation of relations) {
    const target = targetOf(records.model(types.at(-1) ?? ''), relation, subject);
    if (target === undefined) return [];
    types.push(target);
  }
  return types;
};

const compare = (one: DocumentKey, other: DocumentKey): number => {
  const [a, b] = [keyOf(one), keyOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
};

/** Finds what leads to data subjects, and what they lead to. */
const createLinks = (records: Records) => {
  const rowsOf = async (documents: readonly DocumentKey[]): Promise<RecordRow[]> => {
    const rows: RecordRow[] = [];
    for (const chunk of chunksOf(documents)) {
      const ids = chunk.map(({ documentId }) => documentId);
      rows.push(...(await records.rowsOf(chunk[0]?.uid ?? '', ids)));
    }
    return rows;
  };

  /** Follows a path backwards, from data subjects to the records that lead to them. */
  const behind = async (
    types: readonly string[],
    relations: readonly string[],
    subjects: readonly RecordRow[]
  ): Promise<DocumentKey[]> => {
    let rows: readonly RecordRow[] = subjects;
    let documents: DocumentKey[] = [];
    for (let step = relations.length - 1; step >= 0; step -= 1) {
      documents = await records.pointingAt(types[step] ?? '', relations[step] ?? '', rows);
      rows = step > 0 ? await rowsOf(documents) : [];
    }
    return documents;
  };

  const accountsOf = async (type: TypeAnnotation, rows: readonly RecordRow[]) => {
    const accounts: RelatedDocument[] = [];
    for (const [attribute, kind] of type.identifiers) {
      if (kind !== 'account') continue;
      const found = await records.pointedAtBy(attribute, rows);
      const via = `${type.uid}.${attribute}`;
      for (const key of found)
        accounts.push({ ...key, confidence: 'identifier', via, role: 'owner' });
    }
    return accounts;
  };

  const relatedTo = async (uid: string, rows: readonly RecordRow[], annotations: AnnotationMap) => {
    const related: RelatedDocument[] = [];
    for (const type of annotations.contentTypes.values()) {
      for (const { relations, role } of type.subjectPaths) {
        const types = typesAlong(records, type.uid, relations, uid);
        if (types.at(-1) !== uid) continue;
        const via = `${type.uid}.${relations.join('.')}`;
        for (const key of await behind(types, relations, rows))
          related.push({ ...key, confidence: 'relation', via, role });
      }
    }
    return related;
  };

  return { rowsOf, accountsOf, relatedTo };
};

/** Finds the documents of a data subject from its own records, in a fixed order. */
export const createExpand = (records: Records) => {
  const { rowsOf, accountsOf, relatedTo } = createLinks(records);

  return async (
    roots: readonly DocumentKey[],
    annotations: AnnotationMap
  ): Promise<RelatedDocument[]> => {
    const known = new Map<string, RelatedDocument>();
    let level: RelatedDocument[] = roots.map((root) => ({
      ...root,
      confidence: 'identifier',
      via: 'identifier',
      role: 'owner',
    }));
    while (level.length > 0) {
      // Owners first: what belongs to the person by one path is not spared by another.
      const fresh = [...level].sort((one, other) => (one.role < other.role ? -1 : 1));
      const added = fresh.filter((document) => {
        const before = known.get(keyOf(document));
        if (before && (before.role === 'owner' || document.role === 'shared')) return false;
        known.set(keyOf(document), document);
        return true;
      });
      if (known.size > MOST_DOCUMENTS)
        throw new errors.ApplicationError('Too many records for one data subject', {
          code: 'SUBJECT_TOO_LARGE',
        });
      level = [];
      for (const chunk of chunksOf(added.sort(compare))) {
        const type = annotations.contentTypes.get(chunk[0]?.uid ?? '');
        if (!type?.subject || chunk[0]?.role === 'shared') continue;
        const rows = await rowsOf(chunk.filter(({ role }) => role === 'owner'));
        level.push(...(await accountsOf(type, rows)));
        level.push(...(await relatedTo(type.uid, rows, annotations)));
      }
    }
    return [...known.values()].sort(compare);
  };
};
