import { createAdmin, createUser, grantPermissions } from '../support/actors';
import { addMembership, applyPolicy } from '../support/custodian';
import { createSuiteDatabase } from '../support/database';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { changeHidden, createData, CANARY } from './any-schema/data';
import { writeProject } from './any-schema/project';
import { createQueries } from './any-schema/queries';
import { generateSchema, MARKET, type GeneratedSchema } from './any-schema/schema';
import { createRandom, type Random } from './generators/random';
import { sendRaw, type WireAnswer } from './harness/http';
import { createNormaliser, type Normalise } from './harness/twins/normalise';
import { readSettings } from './harness/settings';

/**
 * Content types drawn at random, with names that break things, and somebody who sees the north of
 * them. Whatever is asked, nothing of the south is in the answer, and no answer depends on it.
 */
const { seed } = readSettings();
const QUERIES = Number(process.env.PROPERTY_QUERIES ?? 150);
const FINDINGS_SHOWN = 5;
const MINUTE = 60_000;

const policyOf = ({ types }: GeneratedSchema) => {
  const governed = types.filter(({ place }) => place !== 'open');
  const group = (type: (typeof types)[number]) =>
    ({
      attribute: { attribute: MARKET },
      inherit: { inherit: 'parent' },
      assigned: { assigned: true },
      open: {},
    })[type.place];
  const all = { create: 'group', read: 'group', update: 'group', delete: 'group' };
  return {
    version: 1,
    groups: [
      { code: 'north', name: 'North', matches: ['N'] },
      { code: 'south', name: 'South', matches: ['S'] },
    ],
    profiles: [
      {
        code: 'rep',
        name: 'Representative',
        contentTypes: Object.fromEntries(governed.map(({ uid }) => [uid, all])),
      },
    ],
    contentTypes: Object.fromEntries(
      governed.map((type) => [
        type.uid,
        {
          group: group(type),
          owner: 'creator',
          fields: Object.fromEntries(
            Object.entries(type.masks).map(([field, strategy]) => [field, { mask: { strategy } }])
          ),
        },
      ])
    ),
    audiences: { superAdmin: 'governed' },
  };
};

interface Question {
  path: string;
  headers: Record<string, string>;
}

interface Run {
  asked: Question[];
  before: WireAnswer[];
  after: WireAnswer[];
  hiddenIds: string[];
}

const logIn = async ({ strapi, request }: RunningStrapi) => {
  const { id, email, password } = await createAdmin(strapi);
  const { body } = await request.post('/admin/login').send({ email, password }).expect(200);
  const { token } = (body as { data: { token: string } }).data;
  return { principal: `admin:${id}`, authorization: `Bearer ${token}` };
};

interface Locales {
  create(input: { code: string; name: string }): Promise<unknown>;
}

/** A user and an admin user who may read everything by Strapi's rules, and the north by the policy's. */
const createActors = async (app: RunningStrapi, schema: GeneratedSchema) => {
  const { strapi } = app;
  await strapi.plugin('i18n').service<Locales>('locales').create({ code: 'nl', name: 'nl' });
  await applyPolicy(strapi, policyOf(schema));
  const actions = schema.types.flatMap(({ uid }) => [`${uid}.find`, `${uid}.findOne`]);
  await grantPermissions(strapi, 'authenticated', actions);
  const user = await createUser(strapi);
  const admin = await logIn(app);
  for (const principal of [`user:${user.id}`, admin.principal])
    await addMembership(strapi, { principal, group: 'north', profile: 'rep' });
  return { user, admin };
};

const ask = async ({ url }: RunningStrapi, asked: Question[]) => {
  const answers: WireAnswer[] = [];
  for (const { path, headers } of asked)
    answers.push(await sendRaw(url, { method: 'GET', path }, headers));
  return answers;
};

const askTwice = async (
  app: RunningStrapi,
  schema: GeneratedSchema,
  random: Random
): Promise<Run> => {
  const { user, admin } = await createActors(app, schema);
  const data = await createData(app.strapi, schema, random);
  const hiddenIds = data.docs.filter(({ hidden }) => hidden).map(({ documentId }) => documentId);
  const queries = createQueries(random, schema, [...data.docs], app.client === 'sqlite');
  const asked = Array.from({ length: QUERIES }, () => {
    const [path, { authorization }] = random.chance(0.7)
      ? [queries.rest(), user]
      : [queries.admin(), admin];
    return { path, headers: { authorization } };
  });
  const before = await ask(app, asked);
  await changeHidden(app.strapi, schema, random, data);
  return { asked, before, after: await ask(app, asked), hiddenIds };
};

const ANSWER_SHOWN = 1500;

/** Answers that hold something of hidden records, and those that are others once these have changed. */
const judge = ({ asked, before, after, hiddenIds }: Run, normalise: Normalise): string[] =>
  asked.flatMap(({ path }, index) => {
    const answers = [before[index], after[index]].filter((answer) => answer !== undefined);
    const holds = answers.some(({ text }) => {
      // What was asked for comes back in messages.
      const told = text.replaceAll(/"message":"[^"]*"/g, '');
      return told.includes(CANARY) || hiddenIds.some((id) => told.includes(id));
    });
    const isSame = new Set(answers.map((answer) => normalise(answer, []))).size === 1;
    if (isSame && !holds) return [];
    const shown = answers.map((answer) => `  ${normalise(answer, []).slice(0, ANSWER_SHOWN)}`);
    return [[`${holds ? 'LEAK' : 'DIFFERS'} ${decodeURIComponent(path)}`, ...shown].join('\n')];
  });

/** Requests that fail with the plugin only. */
const findBroken = async (stock: RunningStrapi, { asked, before }: Run): Promise<string[]> => {
  const failed = asked.filter((_, index) => before[index]?.status === 500);
  const answers = await ask(stock, failed);
  return failed
    .filter((_, index) => answers[index]?.status !== 500)
    .map(({ path }) => `BREAKS ${decodeURIComponent(path)}`);
};

test(
  'answers hold nothing of hidden records, and do not depend on them',
  async () => {
    process.stdout.write(`PROPERTY_SEED=${seed}\n`);
    const random = createRandom(seed);
    const schema = generateSchema(random);
    const project = writeProject(schema);
    const database = await createSuiteDatabase();
    const env = { STRAPI_LOG_LEVEL: process.env.STRAPI_LOG_LEVEL ?? 'silent' };
    const options = { appDir: project.dir, database };
    let app = await startStrapi({ ...options, env });
    try {
      const run = await askTwice(app, schema, random);
      const findings = judge(run, createNormaliser(app.client));
      await app.stop();
      app = await startStrapi({ ...options, env: { ...env, CUSTODIAN: 'off' } });
      findings.push(...(await findBroken(app, run)));
      expect(findings.slice(0, FINDINGS_SHOWN).join('\n\n')).toBe('');

      const filled = run.before.filter(({ text }) => text.includes('seen')).length;
      process.stdout.write(`${QUERIES} queries, ${filled} with records\n`);
      expect(filled).toBeGreaterThan(QUERIES / 5);
    } finally {
      await app.stop();
      await database.drop();
      project.remove();
    }
  },
  10 * MINUTE
);
