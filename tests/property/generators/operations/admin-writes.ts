import { modelOf } from '../../model/schema';
import type { Uid } from '../../model/types';
import { anyType, collectionPath, localeParam, publishableType } from './admin-paths';
import { createPayload, updatePayload } from './payload';
import type { Aim, Door, Draw, Operation } from './types';

const post = (kinds: string[], path: string, aim: Aim, body: unknown = {}): Operation => ({
  caller: 'admin',
  kinds,
  method: 'POST',
  path,
  body,
  aim,
});

const create = (draw: Draw): Operation => {
  const uid = anyType(draw);
  const { data, kinds } = createPayload(draw, uid);
  const publishes = modelOf(uid).draftAndPublish && draw.random.chance(0.3);
  return post(
    [publishes ? 'admin.createAndPublish' : 'admin.create', ...kinds],
    collectionPath(uid, publishes ? '/actions/publish' : '', localeParam(draw, uid)),
    { uid, documentIds: [], action: 'create', publishes },
    data
  );
};

const update = (draw: Draw): Operation => {
  const uid = anyType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  const { data, kinds } = updatePayload(draw, uid);
  return {
    caller: 'admin',
    kinds: ['admin.update', `target.${state}`, ...kinds],
    method: 'PUT',
    path: collectionPath(uid, `/${documentId}`, localeParam(draw, uid)),
    body: data,
    aim: { uid, documentIds: [documentId], action: 'update', publishes: false },
  };
};

const remove = (draw: Draw): Operation => {
  const uid = anyType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  return {
    caller: 'admin',
    kinds: ['admin.delete', `target.${state}`],
    method: 'DELETE',
    path: collectionPath(uid, `/${documentId}`, localeParam(draw, uid)),
    aim: { uid, documentIds: [documentId], action: 'delete', publishes: false },
  };
};

const publish = (draw: Draw): Operation => {
  const uid = publishableType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  const { data, kinds } = draw.random.chance(0.5)
    ? updatePayload(draw, uid)
    : { data: {}, kinds: [] };
  return post(
    ['admin.publish', `target.${state}`, ...kinds],
    collectionPath(uid, `/${documentId}/actions/publish`, localeParam(draw, uid)),
    { uid, documentIds: [documentId], action: 'publish', publishes: true },
    data
  );
};

const unpublish = (draw: Draw): Operation => {
  const uid = publishableType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  const discardDraft = draw.random.chance(0.3);
  return post(
    [discardDraft ? 'admin.unpublishAndDiscard' : 'admin.unpublish', `target.${state}`],
    collectionPath(uid, `/${documentId}/actions/unpublish`, localeParam(draw, uid)),
    {
      uid,
      documentIds: [documentId],
      action: 'unpublish',
      publishes: true,
      discards: discardDraft,
    },
    discardDraft ? { discardDraft } : {}
  );
};

const discard = (draw: Draw): Operation => {
  const uid = publishableType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  return post(
    ['admin.discard', `target.${state}`],
    collectionPath(uid, `/${documentId}/actions/discard`, localeParam(draw, uid)),
    { uid, documentIds: [documentId], action: 'discard', publishes: false }
  );
};

const clone = (draw: Draw): Operation => {
  const uid = anyType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  const aim: Aim = { uid, documentIds: [documentId], action: 'clone', publishes: false };
  if (draw.random.chance(0.3)) {
    const path = collectionPath(uid, `/auto-clone/${documentId}`, localeParam(draw, uid));
    return post(['admin.autoClone', `target.${state}`], path, aim);
  }
  const { data, kinds } = createPayload(draw, uid);
  return post(
    ['admin.clone', `target.${state}`, ...kinds],
    collectionPath(uid, `/clone/${documentId}`, localeParam(draw, uid)),
    aim,
    data
  );
};

const bulk = (draw: Draw): Operation => {
  const action = draw.random.pick(['delete', 'publish', 'unpublish'] as const);
  const uid: Uid = action === 'delete' ? anyType(draw) : publishableType(draw);
  const chosen = Array.from({ length: draw.random.integer(1, 3) }, () => draw.targets.draw(uid));
  const documentIds = chosen.map(({ documentId }) => documentId);
  const name = `bulk${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return post(
    [`admin.${name}`, ...new Set(chosen.map(({ state }) => `target.${state}`))],
    collectionPath(uid, `/actions/${name}`, localeParam(draw, uid)),
    { uid, documentIds, action, publishes: action !== 'delete' },
    { documentIds }
  );
};

const WRITES = [create, create, update, update, update, update, remove, publish, publish];

/** Writes over the content manager's API. */
export const adminWrites: Door = {
  name: 'admin.write',
  caller: 'admin',
  weight: 25,
  draw: (draw) => draw.random.pick([...WRITES, unpublish, discard, clone, bulk])(draw),
};
