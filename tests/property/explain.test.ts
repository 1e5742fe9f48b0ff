import { grantPermissions } from '../support/actors';
import { createRandom, type Random } from './generators/random';
import { startTestApp, type TestApp } from './harness/app';
import { readSettings } from './harness/settings';
import { createScene, type Actor, type Scene } from './harness/scene';
import { API_UIDS, modelOf } from './model/schema';
import type { Uid } from './model/types';
import { text } from './model/types';

/**
 * Random policies, memberships, shares, restrictions and data; random questions to explain. `allowed`
 * must be what the API then does, a grant must be named if it is allowed and something that blocks if
 * it is not.
 */
const settings = readSettings();
const QUESTIONS = 40;
const DELETIONS = 10;
const HOUR = 3_600_000;

interface Explained {
  allowed: boolean;
  grants: { kind: string }[];
  blocks: { kind: string }[];
}

type Action = 'read' | 'update' | 'delete';

let app: TestApp;

beforeAll(async () => {
  process.stdout.write(`PROPERTY_SEED=${settings.seed}\n`);
  app = await startTestApp();
  const actions = API_UIDS.flatMap((uid) => [`${uid}.update`, `${uid}.delete`]);
  await grantPermissions(app.strapi, 'authenticated', actions);
});

afterAll(() => (app as TestApp | undefined)?.stop());

const explain = (actor: Actor, contentType: Uid, documentId: string, action: Action) => {
  const question = { principal: actor.principal, contentType, documentId, action };
  const service = app.strapi
    .plugin('custodian')
    .service<{ explain(question: object): Promise<Explained> }>('explain');
  return service.explain(question);
};

/** Whether the API lets the actor do it; every version of the document counts for reading. */
const tries = async (actor: Actor, uid: Uid, documentId: string, action: Action) => {
  const plural = app.strapi.contentType(uid as never)['info'] as { pluralName: string };
  const path = `/api/${plural.pluralName}/${documentId}`;
  const send = (method: 'get' | 'put' | 'delete', suffix = '') => {
    const call = app.request[method](`${path}${suffix}`).set(actor.headers);
    return method === 'put' ? call.send({ data: {} }) : call;
  };
  // Without a status the REST API publishes at once, which needs that right too.
  if (action === 'update') return (await send('put', '?status=draft')).status === 200;
  if (action === 'delete') {
    await send('delete', modelOf(uid).localized ? '?locale=*' : '');
    return (await app.strapi.db.query(uid).count({ where: { documentId } })) === 0;
  }
  return canRead(send, uid, documentId);
};

const canRead = async (
  send: (method: 'get', suffix: string) => PromiseLike<{ status: number }>,
  uid: Uid,
  documentId: string
): Promise<boolean> => {
  const rows = (await app.strapi.db.query(uid).findMany({ where: { documentId } })) as Version[];
  for (const { locale, publishedAt } of rows) {
    const status = publishedAt === null ? 'draft' : 'published';
    const { status: answer } = await send(
      'get',
      `?status=${status}${locale ? `&locale=${locale}` : ''}`
    );
    if (answer === 200) return true;
  }
  return false;
};

interface Version {
  documentId: string;
  locale: string | null;
  publishedAt: string | null;
}

/** The version that `PUT` edits. Where it is missing, `PUT` creates it, which is another question. */
const isEdited = (uid: Uid, { locale, publishedAt }: Version): boolean =>
  (!modelOf(uid).draftAndPublish || publishedAt === null) && (locale === null || locale === 'en');

interface Tally {
  asked: number;
  allowed: number;
  kinds: Set<string>;
}

const askOne = async (scene: Scene, random: Random, action: Action, tally: Tally) => {
  // The token may only read, by Strapi's own permissions.
  const actor = random.pick(
    scene.actors.filter(({ principal }) => action === 'read' || principal.startsWith('user:'))
  );
  const uid = random.pick(Object.keys(scene.rules.policy.contentTypes));
  const rows = ((await app.strapi.db.query(uid).findMany({})) as Version[]).filter(
    (row) => action !== 'update' || isEdited(uid, row)
  );
  if (rows.length === 0) return;
  const documentId = text(random.pick(rows).documentId);
  const explained = await explain(actor, uid, documentId, action);
  const done = await tries(actor, uid, documentId, action);
  const question = { seed: settings.seed, principal: actor.principal, uid, documentId, action };
  expect({ ...question, allowed: explained.allowed }).toEqual({ ...question, allowed: done });
  tally.asked += 1;
  if (done) {
    tally.allowed += 1;
    expect(explained.grants).not.toEqual([]);
    explained.grants.forEach(({ kind }) => tally.kinds.add(kind));
  } else {
    expect(explained.blocks).not.toEqual([]);
    explained.blocks.forEach(({ kind }) => tally.kinds.add(kind));
  }
};

test(
  'explain says what the API does',
  async () => {
    const tally: Tally = { asked: 0, allowed: 0, kinds: new Set() };
    for (let index = 0; index < settings.scenes; index += 1) {
      const scene = await createScene(app, settings.seed + index);
      const random = createRandom(settings.seed + index);
      if (Object.keys(scene.rules.policy.contentTypes).length === 0) continue;
      for (let n = 0; n < QUESTIONS; n += 1)
        await askOne(scene, random, random.pick(['read', 'update']), tally);
      // Last: what is deleted is gone for the questions that follow.
      for (let n = 0; n < DELETIONS; n += 1) await askOne(scene, random, 'delete', tally);
    }
    const share = Math.round((100 * tally.allowed) / tally.asked);
    process.stdout.write(
      `${tally.asked} questions, ${share} % allowed; reasons met: ${[...tally.kinds].sort().join(', ')}\n`
    );
    expect(tally.asked).toBeGreaterThan(200);
    expect(share).toBeGreaterThan(10);
    expect(share).toBeLessThan(90);
    expect([...tally.kinds]).toEqual(
      expect.arrayContaining(['group', 'owner', 'share', 'restriction', 'out-of-reach'])
    );
  },
  HOUR
);
