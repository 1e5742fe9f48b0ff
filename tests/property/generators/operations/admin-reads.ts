import fc from 'fast-check';
import { toQueryString } from '../../harness/query-string';
import { modelOf } from '../../model/schema';
import { SCHEMA_FILES } from '../../model/schema-files';
import type { Params, Uid } from '../../model/types';
import { filters } from '../filters';
import { NAMES } from '../values';
import { anyType, collectionPath, localeParam, publishableType } from './admin-paths';
import type { Door, Draw, Operation } from './types';

const get = (kinds: string[], path: string): Operation => ({
  caller: 'admin',
  kinds,
  method: 'GET',
  path,
});

const someFilters = ({ random }: Draw, uid: Uid): Params => {
  if (!random.chance(0.4)) return {};
  const [drawn] = fc.sample(filters(uid, 1), { seed: random.integer(1, 0x7fff_ffff), numRuns: 1 });
  return drawn && Object.keys(drawn).length > 0 ? { filters: drawn } : {};
};

const sortable = (uid: Uid): string[] =>
  Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) =>
    attribute.kind === 'scalar' && !attribute.private && attribute.type !== 'json' ? [name] : []
  );

const list = (draw: Draw): Operation => {
  const { random } = draw;
  const uid = anyType(draw);
  const params: Params = {
    page: String(random.integer(1, 2)),
    pageSize: random.pick(['5', '10', '50']),
    ...(random.chance(0.7)
      ? { sort: `${random.pick(sortable(uid))}:${random.pick(['ASC', 'DESC'])}` }
      : {}),
    ...(random.chance(0.2) ? { _q: random.pick([...NAMES, 'e', 'al']) } : {}),
    ...localeParam(draw, uid),
    ...someFilters(draw, uid),
  };
  return get(['admin.list'], collectionPath(uid, '', params));
};

const detail = (draw: Draw): Operation => {
  const uid = anyType(draw);
  const { documentId, state } = draw.targets.draw(uid);
  const params = {
    ...localeParam(draw, uid),
    ...(draw.random.chance(0.4) ? { status: draw.random.pick(['draft', 'published']) } : {}),
  };
  return get(['admin.detail', `target.${state}`], collectionPath(uid, `/${documentId}`, params));
};

/** Relation fields that the content manager has a picker for. */
const pickable = (uid: Uid): string[] =>
  Object.entries(SCHEMA_FILES[uid]?.attributes ?? {}).flatMap(([name, { type, relation }]) =>
    type === 'relation' && relation?.startsWith('morph') === false ? [name] : []
  );

const COMPONENTS: Uid[] = ['shared.address', 'shared.phone', 'shared.position', 'blocks.quote'];

const available = (draw: Draw): Operation => {
  const { random, targets } = draw;
  const uid = random.chance(0.2) ? random.pick(COMPONENTS) : anyType(draw);
  const field = random.pick(pickable(uid));
  const target = SCHEMA_FILES[uid]?.attributes[field]?.target ?? '';
  const isComponent = !uid.includes('::');
  const own = isComponent ? String(targets.component(uid).id) : targets.draw(uid).documentId;
  const params: Params = {
    page: '1',
    pageSize: random.pick(['5', '20']),
    ...(random.chance(0.4) ? { id: own } : {}),
    ...(random.chance(0.3) ? { _q: random.pick(['e', 'al', 'o']) } : {}),
    ...(random.chance(0.2) ? { idsToOmit: [String(targets.draw(target).id)] } : {}),
    ...(random.chance(0.2) ? { idsToInclude: [String(targets.draw(target).id)] } : {}),
    ...localeParam(draw, isComponent ? 'api::tag.tag' : uid),
  };
  return get(
    ['admin.relations.available', ...(isComponent ? ['component'] : [])],
    `/content-manager/relations/${uid}/${field}${toQueryString(params)}`
  );
};

const existing = (draw: Draw): Operation => {
  const { random, targets } = draw;
  const isComponent = random.chance(0.3);
  const uid = isComponent ? random.pick(COMPONENTS) : anyType(draw);
  const field = random.pick(pickable(uid));
  const { id, state } = isComponent
    ? { id: String(targets.component(uid).id), state: targets.component(uid).state }
    : ((target) => ({ id: target.documentId, state: target.state }))(targets.draw(uid));
  const params: Params = {
    page: '1',
    pageSize: '10',
    ...(random.chance(0.4) ? { status: random.pick(['draft', 'published']) } : {}),
    ...localeParam(draw, isComponent ? 'api::tag.tag' : uid),
  };
  return get(
    ['admin.relations.existing', `target.${state}`, ...(isComponent ? ['component'] : [])],
    `/content-manager/relations/${uid}/${id}/${field}${toQueryString(params)}`
  );
};

const draftRelations = (draw: Draw): Operation => {
  const uid = publishableType(draw);
  if (draw.random.chance(0.5)) {
    const { documentId, state } = draw.targets.draw(uid);
    return get(
      ['admin.countDraftRelations', `target.${state}`],
      collectionPath(uid, `/${documentId}/actions/countDraftRelations`, localeParam(draw, uid))
    );
  }
  const documentIds = [1, 2, 3].map(() => draw.targets.draw(uid).documentId);
  return get(
    ['admin.countManyEntriesDraftRelations'],
    collectionPath(uid, '/actions/countManyEntriesDraftRelations', { documentIds })
  );
};

const validation = (draw: Draw): Operation => {
  const uid = publishableType(draw);
  const documentIds = [1, 2, 3].map(() => draw.targets.draw(uid).documentId);
  return {
    caller: 'admin',
    kinds: ['admin.bulkFindForValidation'],
    method: 'POST',
    path: collectionPath(uid, '/actions/bulkFindForValidation'),
    body: { documentIds, locale: ['en', 'fr'], status: ['draft'] },
  };
};

const uidCheck = ({ random, targets }: Draw): Operation => {
  const value = random.pick([...NAMES, targets.draw('api::account.account').documentId]);
  const generates = random.chance(0.5);
  return {
    caller: 'admin',
    kinds: ['admin.uid'],
    method: 'POST',
    path: `/content-manager/uid/${generates ? 'generate' : 'check-availability'}`,
    body: {
      contentTypeUID: 'api::account.account',
      field: 'name',
      ...(generates
        ? { data: { name: value } }
        : { value: value.toLowerCase().replace(/ /g, '-') }),
    },
  };
};

const homepage = ({ random }: Draw): Operation =>
  get(
    ['admin.homepage'],
    random.pick([
      '/content-manager/homepage/count-documents',
      '/content-manager/homepage/recent-documents?action=update',
      '/content-manager/homepage/recent-documents?action=publish',
    ])
  );

const nonLocalized = (draw: Draw): Operation => {
  const { id, state } = draw.targets.draw('api::product.product');
  return {
    caller: 'admin',
    kinds: ['admin.nonLocalized', `target.${state}`],
    method: 'POST',
    path: '/i18n/content-manager/actions/get-non-localized-fields',
    body: { model: 'api::product.product', id, locale: 'fr' },
  };
};

const OFTEN = [list, detail, available, existing];
const SELDOM = [draftRelations, validation, homepage, nonLocalized];
const READS = [OFTEN, OFTEN, OFTEN, OFTEN, SELDOM, SELDOM, [uidCheck]].flat();

/** Reads over the content manager's API. */
export const adminReads: Door = {
  name: 'admin.read',
  caller: 'admin',
  weight: 25,
  draw: (draw) =>
    draw.random.pick([...READS, draftRelations, validation, uidCheck, homepage, nonLocalized])(
      draw
    ),
};
