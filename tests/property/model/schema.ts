import { SCHEMA_FILES } from './schema-files';
import { toModel } from './schema-reader';
import type { Uid } from './types';
import { must } from './types';

export type ScalarType = 'id' | 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'json';

export interface ScalarAttribute {
  kind: 'scalar';
  type: ScalarType;
  private: boolean;
  /** Whether `_q` looks at it, and only when the term is a number. */
  searched: 'always' | 'number' | 'never';
}

/** How rows of one table find those of another. */
export type Via =
  | {
      kind: 'links';
      set: string;
      side: 'from' | 'to';
      field?: string;
      ofType?: Uid;
      ordered: boolean;
    }
  | { kind: 'columns'; local: string; remote: string; remoteType?: { column: string; uid: Uid } };

export interface RelationAttribute {
  kind: 'relation';
  form: 'relation' | 'component' | 'media';
  target: Uid;
  many: boolean;
  via: Via;
  private: boolean;
}

/** A relation to rows of any type: a polymorphic relation or a dynamic zone. */
export interface MorphAttribute {
  kind: 'morph';
  form: 'relation' | 'dynamiczone';
  many: boolean;
  /** Link set, or the attribute whose `@id` and `@type` columns hold the target. */
  via: { kind: 'links'; set: string; field?: string } | { kind: 'columns'; name: string };
}

export type Attribute = ScalarAttribute | RelationAttribute | MorphAttribute;

export interface Model {
  uid: Uid;
  isContentType: boolean;
  draftAndPublish: boolean;
  localized: boolean;
  attributes: Record<string, Attribute>;
}

const MODELS = new Map(
  Object.entries(SCHEMA_FILES).map(([uid, file]) => [uid, toModel(uid, file)])
);

/** All types of the fixture app, components included. */
export const MODEL_UIDS: Uid[] = [...MODELS.keys()];

/** The content types that have a REST API in the fixture app. */
export const API_UIDS: Uid[] = MODEL_UIDS.filter((uid) => uid.startsWith('api::'));

/** Media have an API of their own, see `files` in `rest.ts`. */
export const FILE_UID: Uid = 'plugin::upload.file';

/** The model of a content type or component. */
export function modelOf(uid: Uid): Model {
  return must(MODELS.get(uid), `type ${uid}`);
}

/** An attribute of a content type or component. */
export function attributeOf(uid: Uid, name: string): Attribute {
  return must(modelOf(uid).attributes[name], `attribute ${uid}.${name}`);
}
