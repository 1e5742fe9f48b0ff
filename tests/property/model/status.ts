import type { Database } from './database';
import { modelOf } from './schema';
import type { Row, Uid } from './types';
import { text } from './types';

export type Status = 'draft' | 'published';

const isPublished = (row: Row) => row.publishedAt !== null;

const isNewer = (left: Row, right: Row) =>
  Date.parse(text(left.updatedAt)) > Date.parse(text(right.updatedAt));

/** The pairs of values of `publicationFilter` that only exist for one status. */
const EMPTY: Record<string, Status> = {
  'never-published': 'published',
  'never-published-document': 'published',
  'published-without-draft': 'draft',
  'published-with-draft': 'draft',
};

const matchesFilter = (mode: string, row: Row, siblings: Row[]): boolean => {
  const sameLocale = siblings.filter(({ locale }) => (locale ?? null) === (row.locale ?? null));
  const draftOf = (other: Row) => (isPublished(row) ? other : row);
  const publishedOf = (other: Row) => (isPublished(row) ? row : other);
  switch (mode) {
    case 'never-published':
    case 'published-without-draft':
      return sameLocale.length === 0;
    case 'has-published-version':
    case 'published-with-draft':
      return sameLocale.length > 0;
    case 'modified':
      return sameLocale.some((other) => isNewer(draftOf(other), publishedOf(other)));
    case 'unmodified':
      return sameLocale.some((other) => !isNewer(draftOf(other), publishedOf(other)));
    case 'never-published-document':
      return siblings.length === 0;
    case 'has-published-version-document':
      return siblings.length > 0;
    default:
      throw new Error(`The model does not know the publication filter ${mode}`);
  }
};

/**
 * The condition that `status` and `publicationFilter` put on the rows of each type.
 *
 * The other version of a document counts only if the actor can see it: it is compared with rows of
 * the database that this is given.
 */
export function createStatusFilter(database: Database, status: Status, mode?: string) {
  return (uid: Uid): ((row: Row) => boolean) => {
    if (!modelOf(uid).draftAndPublish) return () => true;
    const wanted = status === 'published';
    if (mode === undefined) return (row) => isPublished(row) === wanted;
    if (EMPTY[mode] === status) return () => false;
    return (row) => {
      if (isPublished(row) !== wanted) return false;
      const siblings = database
        .rows(uid)
        .filter((other) => other.documentId === row.documentId && isPublished(other) !== wanted);
      return matchesFilter(mode, row, siblings);
    };
  };
}
