import fc from 'fast-check';
import { toQueryString } from '../../harness/query-string';
import { urlOf } from '../../harness/send';
import { API_UIDS, modelOf } from '../../model/schema';
import type { Params, Uid } from '../../model/types';
import { request } from '../query';
import { LOCALES } from '../values';
import type { Payload } from './payload';
import { createPayload, updatePayload } from './payload';
import type { Aim, Door, Draw, Operation } from './types';

/** A read as the property test of visibility draws them. */
const read = ({ random, targets }: Draw): Operation => {
  const seed = random.integer(1, 0x7fff_ffff);
  const [drawn] = fc.sample(request(), { seed, numRuns: 1 });
  if (!drawn) throw new Error('Nothing was drawn');
  if (drawn.documentId !== undefined) {
    const target = targets.draw(drawn.uid);
    const path = urlOf({ ...drawn, documentId: target.documentId });
    return {
      caller: 'user',
      kinds: ['rest.detail', `target.${target.state}`],
      method: 'GET',
      path,
    };
  }
  return { caller: 'user', kinds: ['rest.list'], method: 'GET', path: urlOf(drawn) };
};

const localeOf = ({ random }: Draw, uid: Uid): Params =>
  modelOf(uid).localized && random.chance(0.6) ? { locale: random.pick(LOCALES) } : {};

const statusOf = ({ random }: Draw, uid: Uid): Params =>
  modelOf(uid).draftAndPublish && random.chance(0.5)
    ? { status: random.pick(['draft', 'published']) }
    : {};

const shown = ({ random }: Draw): Params => (random.chance(0.4) ? { populate: '*' } : {});

const publishes = (uid: Uid, params: Params) =>
  // REST writes what is published unless it is told to write the draft.
  modelOf(uid).draftAndPublish && params.status !== 'draft';

/** The content API does not let anybody name a group: the plugin has no permission to find them. */
const withoutRegion = (draw: Draw, { data, kinds }: Payload): Payload => {
  if (!('region' in data) || draw.random.chance(0.1)) return { data, kinds };
  const { region: _region, ...rest } = data;
  return { data: rest, kinds };
};

const create = (draw: Draw): Operation => {
  const uid = draw.random.pick(API_UIDS);
  const { data, kinds } = withoutRegion(draw, createPayload(draw, uid));
  const params = { ...localeOf(draw, uid), ...statusOf(draw, uid), ...shown(draw) };
  const aim: Aim = { uid, documentIds: [], action: 'create', publishes: publishes(uid, params) };
  return {
    caller: 'user',
    kinds: ['rest.create', ...kinds],
    method: 'POST',
    path: urlOf({ uid, params: {} }) + toQueryString(params),
    body: { data },
    aim,
  };
};

const update = (draw: Draw): Operation => {
  const uid = draw.random.pick(API_UIDS);
  const { documentId, state } = draw.targets.draw(uid);
  const { data, kinds } = withoutRegion(draw, updatePayload(draw, uid));
  const params = { ...localeOf(draw, uid), ...statusOf(draw, uid), ...shown(draw) };
  return {
    caller: 'user',
    kinds: ['rest.update', `target.${state}`, ...kinds],
    method: 'PUT',
    path: urlOf({ uid, documentId, params }),
    body: { data },
    aim: { uid, documentIds: [documentId], action: 'update', publishes: publishes(uid, params) },
  };
};

const remove = (draw: Draw): Operation => {
  const uid = draw.random.pick(API_UIDS);
  const { documentId, state } = draw.targets.draw(uid);
  return {
    caller: 'user',
    kinds: ['rest.delete', `target.${state}`],
    method: 'DELETE',
    path: urlOf({ uid, documentId, params: localeOf(draw, uid) }),
    aim: { uid, documentIds: [documentId], action: 'delete', publishes: false },
  };
};

/** What the plugin itself tells of records. */
const ofPlugin = ({ random, targets }: Draw): Operation => {
  const kind = random.pick(['shares', 'explain', 'explain', 'placement']);
  const get = (rest: string, kinds: string[]): Operation => ({
    caller: 'user',
    kinds,
    method: 'GET',
    path: `/api/custodian/${rest}`,
  });
  if (kind === 'shares') {
    return get(`shares${toQueryString({ pagination: { pageSize: '50' } })}`, ['rest.shares']);
  }
  const uid = random.pick(API_UIDS);
  const { documentId, state } = targets.draw(uid);
  const kinds = [`rest.${kind}`, `target.${state}`];
  if (kind === 'placement') return get(`placements/${uid}/${documentId}`, kinds);
  const action = random.pick(['read', 'update', 'delete']);
  return get(`explain${toQueryString({ contentType: uid, documentId, action })}`, kinds);
};

/** Reads over the content API. */
export const restReads: Door = {
  name: 'rest.read',
  caller: 'user',
  weight: 26,
  draw: (draw) => (draw.random.chance(0.25) ? ofPlugin(draw) : read(draw)),
};

/** Writes over the content API. */
export const restWrites: Door = {
  name: 'rest.write',
  caller: 'user',
  weight: 28,
  draw: (draw) => draw.random.pick([create, create, update, update, update, update, remove])(draw),
};
