import type { Random } from '../../generators/random';
import type { WriteRules } from '../../generators/write-policy';
import type { Row, Uid } from '../../model/types';
import { text } from '../../model/types';
import type { Filling } from '../filling';
import { CONTENT_TYPES } from '../filling';
import type { Sight } from './sight';

/** A change of a database that the actor must not notice. */
export interface NoiseStep {
  kind: string;
  /** In words, for the report of a failure. */
  what: string;
  /** The same change again on a filling that lacks other steps; it may find nothing to change. */
  apply(filling: Filling): Filling;
}

export interface NoiseSource {
  random: Random;
  rules: WriteRules;
  filling: Filling;
  sight: Sight;
}

/** Draws one step of a kind; nothing when there is nothing hidden to change. */
export type Noise = (source: NoiseSource) => NoiseStep | null;

export interface HiddenRow {
  uid: Uid;
  row: Row;
}

const isOwn = (uid: Uid) => uid.startsWith('api::');

/** Rows of the fixture app's types that the actor cannot see. */
export const hiddenRows = ({ filling, sight }: NoiseSource): HiddenRow[] =>
  CONTENT_TYPES.filter(isOwn).flatMap((uid) =>
    (filling.data.rows[uid] ?? [])
      .filter(({ id }) => !sight.sees(uid, id))
      .map((row) => ({ uid, row }))
  );

export const pickHidden = (source: NoiseSource): HiddenRow | null => {
  const rows = hiddenRows(source);
  return rows.length === 0 ? null : source.random.pick(rows);
};

/** All versions of a record. */
export interface Document {
  contentType: Uid;
  documentId: string;
}

const documents = ({ filling }: NoiseSource): Document[] =>
  CONTENT_TYPES.filter((uid) => uid.startsWith('api::')).flatMap((contentType) => {
    const ids = (filling.data.rows[contentType] ?? []).map((row) => text(row.documentId));
    return [...new Set(ids)].map((documentId) => ({ contentType, documentId }));
  });

const isHidden = ({ filling, sight }: NoiseSource, { contentType, documentId }: Document) =>
  (filling.data.rows[contentType] ?? []).every(
    (row) => row.documentId !== documentId || !sight.sees(contentType, row.id)
  );

/** Some record, or one of which the actor sees no version. */
export const pickDocument = (source: NoiseSource, onlyHidden: boolean): Document | null => {
  const all = documents(source).filter((item) => !onlyHidden || isHidden(source, item));
  return all.length === 0 ? null : source.random.pick(all);
};
