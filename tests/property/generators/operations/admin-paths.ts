import { toQueryString } from '../../harness/query-string';
import { API_UIDS, modelOf } from '../../model/schema';
import type { Params, Uid } from '../../model/types';
import { LOCALES } from '../values';
import type { Draw } from './types';

/** Path of a content type in the content manager. */
export const collectionPath = (uid: Uid, rest = '', params: Params = {}): string =>
  `/content-manager/collection-types/${uid}${rest}${toQueryString(params)}`;

export const anyType = ({ random }: Draw): Uid => random.pick(API_UIDS);

const PUBLISHABLE = API_UIDS.filter((uid) => modelOf(uid).draftAndPublish);

export const publishableType = ({ random }: Draw): Uid => random.pick(PUBLISHABLE);

/** A language for types that have them. */
export const localeParam = ({ random }: Draw, uid: Uid): Params =>
  modelOf(uid).localized && random.chance(0.6) ? { locale: random.pick(LOCALES) } : {};
