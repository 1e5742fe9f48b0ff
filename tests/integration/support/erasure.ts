import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import type { PrivacyServices } from '../../../server/src/privacy/privacy-services';
import type { JobContext } from '../../../server/src/privacy/jobs/types';
import type { RequestCase } from '../../../server/src/privacy/requests/work';
import type { SuiteDatabase } from '../../support/database';
import { startStrapi, type RunningStrapi } from '../../support/strapi';
import { ACCOUNT, CONTACT, crmPolicy, DEAL } from './crm';
import { ACTIVITY, PRODUCT } from './regions';

/** What the suite says about personal data: contacts are people, activities are theirs, deals are shared. */
export const privacyAnnotations = () => ({
  contentTypes: {
    [CONTACT]: {
      subject: true,
      attributes: {
        firstName: { classification: 'personal' },
        lastName: { classification: 'personal' },
        email: { classification: 'identifier', identifier: 'email' },
        phone: { classification: 'identifier', identifier: 'phone' },
        birthDate: { classification: 'personal' },
        notes: { classification: 'personal' },
        address: { classification: 'personal' },
        photo: { classification: 'personal' },
        files: { classification: 'personal' },
      },
    },
    [ACTIVITY]: {
      subjectPaths: { contact: 'owner' },
      attributes: { subject: { classification: 'personal' } },
    },
    [DEAL]: { subjectPaths: { contacts: 'shared' } },
  },
});

/** A policy with these annotations. */
export const privacyPolicy = (privacy: object = privacyAnnotations()) => ({
  ...crmPolicy(),
  privacy,
});

export interface ErasureSuite {
  readonly app: RunningStrapi;
  readonly strapi: Core.Strapi;
  readonly services: PrivacyServices;
  /** Folder of the journal. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Uploads of suites that start several times. */
const publicIn = (folder: string): string => {
  const path = join(folder, 'public');
  mkdirSync(join(path, 'uploads'), { recursive: true });
  return path;
};

/** Boots Strapi with a journal of its own. */
export async function startErasure(
  policy: object | undefined = privacyPolicy(),
  given: { folder?: string; database?: SuiteDatabase; returning?: 'refuse' } = {}
): Promise<ErasureSuite> {
  const folder = given.folder ?? mkdtempSync(join(tmpdir(), 'custodian-erasure-'));
  const { database, returning } = given;
  const privacy = {
    country: 'CZ',
    undoHours: 0,
    jobs: { enabled: false },
    mail: { delivery: 'log' },
    erasure: { journal: join(folder, 'erasures.jsonl'), returning },
  };
  const app = await startStrapi({
    // A database that is there already has its policy.
    policy: database ? undefined : policy,
    database,
    env: {
      CUSTODIAN_PRIVACY: JSON.stringify(privacy),
      ...(given.folder ? { PUBLIC_DIR: publicIn(given.folder) } : {}),
    },
  });
  const { strapi } = app;
  const services = strapi.plugin('custodian').service('privacy') as unknown as PrivacyServices;
  return {
    app,
    strapi,
    services,
    folder,
    async stop() {
      await app.stop();
      if (given.folder) return;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A person with values that occur nowhere else. */
export interface Canary {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
  readonly secret: string;
  readonly contact: string;
  readonly activity: string;
  readonly deal: string;
  readonly product: string;
  readonly account: string;
  readonly files: readonly string[];
}

const word = () =>
  [...randomBytes(8)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');

let phones = 100_000;

interface UploadService {
  upload(input: object): Promise<{ id: number; hash: string; ext: string }[]>;
}

const uploadText = async (strapi: Core.Strapi, name: string, text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'custodian-file-')), name);
  writeFileSync(path, text);
  const upload = strapi.plugin('upload').service<UploadService>('upload');
  const [file] = await upload.upload({
    data: { fileInfo: { name, alternativeText: `Photo of ${text}`, caption: text } },
    files: { filepath: path, originalFilename: name, mimetype: 'text/plain', size: text.length },
  });
  return file!;
};

/** Puts one person everywhere: versions, locales, components, zones, JSON, files, history, others' texts. */
export async function seedCanary(strapi: Core.Strapi): Promise<Canary> {
  const [first, last] = [`Zu${word()}`, `Řeh${word()}`];
  const email = `${word()}@example.test`;
  phones += 1;
  const phone = `+420777${phones}`;
  const secret = `street-${word()}`;
  const documents = (uid: string) => strapi.documents(uid as never);
  const create = async (uid: string, data: object, more: object = {}) =>
    (await documents(uid).create({ data, ...more } as never)) as unknown as {
      id: number;
      documentId: string;
    };
  const photo = await uploadText(strapi, `${first}.txt`, `${first} ${last} ${email}`);
  const account = await create(ACCOUNT, {
    name: `Company ${word()}`,
    country: 'SE',
    profile: { contact: { mail: email.toUpperCase() }, notes: [`call ${phone}`], size: 3 },
    internalNote: `Ask ${first} ${last} at <${email}>.`,
  });
  const contact = await create(
    CONTACT,
    {
      firstName: first,
      lastName: last,
      email,
      phone,
      birthDate: '1980-05-17',
      notes: `Lives at ${secret}`,
      account: account.documentId,
      address: { street: secret, city: 'Brno', position: { label: `door of ${secret}`, floor: 2 } },
      phones: [{ number: phone, kind: 'work' }],
      sections: [{ __component: 'blocks.quote', text: `${secret} said` }],
      photo: photo.id,
    },
    { status: 'published' }
  );
  const activity = await create(ACTIVITY, {
    subject: `Visit at ${secret}`,
    contact: contact.documentId,
  });
  const deal = await create(DEAL, {
    title: `Deal of ${first} ${last} and Somebody Else`,
    contacts: [contact.documentId],
  });
  const product = await create(PRODUCT, { name: `Made for ${email}`, sku: word() });
  await documents(PRODUCT).update({
    documentId: product.documentId,
    locale: 'de',
    data: { name: `Für ${email}, danke`, market: `Tel. ${phone.slice(4, 7)} ${phone.slice(7)}` },
  } as never);
  await documents(PRODUCT).publish({ documentId: product.documentId, locale: '*' } as never);
  for (const version of [1, 2])
    await strapi.db.query('plugin::content-manager.history-version').create({
      data: {
        contentType: CONTACT,
        relatedDocumentId: contact.documentId,
        status: 'draft',
        data: { firstName: first, version, secret },
        schema: {},
      },
    });
  return {
    first,
    last,
    email,
    phone,
    secret,
    contact: contact.documentId,
    activity: activity.documentId,
    deal: deal.documentId,
    product: product.documentId,
    account: account.documentId,
    files: [`${photo.hash}${photo.ext}`],
  };
}

/** The request of somebody with a record, as the desk hands it on. */
export const erasureOf = (
  { email, first, last }: Pick<Canary, 'email' | 'first' | 'last'>,
  id: number,
  root: RequestCase['roots'][number]
): RequestCase => ({
  id,
  reference: `DSR-${id}`,
  kind: 'erasure',
  identifiers: [{ kind: 'email', value: email }],
  name: `${first} ${last}`,
  roots: [root],
  ambiguous: false,
  locale: 'en',
});

/** The request of a seeded person. */
export const caseOf = (canary: Canary, id: number): RequestCase =>
  erasureOf(canary, id, { contentType: CONTACT, documentId: canary.contact });

/** Steps as a job does them, without a queue. */
export const directJob = (strapi: Core.Strapi): JobContext => ({
  job: {} as JobContext['job'],
  step: async (_key, effect) => strapi.db.transaction(async () => effect()),
  progress: async () => undefined,
  fence: async () => undefined,
});

type Cell = readonly [table: string, column: string, text: string];

const tablesOf = async (strapi: Core.Strapi): Promise<string[]> => {
  const { client } = strapi.db.dialect;
  const knex = strapi.db.connection;
  if (client === 'sqlite')
    return (await knex('sqlite_master').where({ type: 'table' }).select('name'))
      .map(({ name }) => String(name))
      .filter((name) => !name.startsWith('sqlite_'));
  const where = client === 'postgres' ? { table_schema: 'public' } : {};
  const rows = await knex('information_schema.tables')
    .where({ table_type: 'BASE TABLE', ...where })
    .modify((query) => {
      if (client === 'mysql') query.where('table_schema', knex.raw('database()'));
    })
    .select('table_name as name');
  return (rows as { name: unknown }[]).map(({ name }) => String(name));
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

/** Reads every cell of every table; shares no code with the plugin. */
export async function allCells(strapi: Core.Strapi): Promise<Cell[]> {
  return (await allCellsWithRow(strapi)).map(([table, , column, text]) => [table, column, text]);
}

/** The same with the id of each row. */
export async function allCellsWithRow(
  strapi: Core.Strapi
): Promise<[table: string, rowId: string, column: string, text: string][]> {
  const cells: [string, string, string, string][] = [];
  for (const table of (await tablesOf(strapi)).sort())
    for (const row of (await strapi.db.connection(table).select('*')) as Record<string, unknown>[])
      for (const [column, value] of Object.entries(row))
        cells.push([table, String(row.id), column, asText(value)]);
  return cells;
}

const digits = (text: string) => text.replace(/[\s().-]/g, '');

/** Everything that says something about the person: in cells, file names and files. */
export async function residueOf(strapi: Core.Strapi, canary: Canary): Promise<string[]> {
  const words = [canary.first, canary.last, canary.email, canary.secret].map((text) =>
    text.toLowerCase()
  );
  const number = canary.phone.slice(4);
  const says = (text: string) =>
    words.some((one) => text.toLowerCase().includes(one)) || digits(text).includes(number);
  const cells = (await allCells(strapi))
    .filter(([, , text]) => says(text))
    .map(([table, column, text]) => `${table}.${column}: ${text}`);
  const folder = join(strapi.dirs.static.public, 'uploads');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = files.filter(
    (name) => says(name) || says(readFileSync(join(folder, name), 'latin1'))
  );
  return [...cells, ...found];
}

/** The same for the desk: managers handle requests of their groups, super admins see everything. */
export const deskPolicy = () => {
  const policy = privacyPolicy();
  const profiles = policy.profiles.map((profile) =>
    profile.code === 'manager' ? { ...profile, tasks: ['handle-requests'] } : profile
  );
  return { ...policy, profiles, audiences: { superAdmin: 'audited' } };
};
