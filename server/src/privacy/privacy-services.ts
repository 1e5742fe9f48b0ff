import type { Core } from '@strapi/strapi';
import { createSchemaModel } from '../access/policy/schema-model';
import type { PolicyStore } from '../access/policy/store';
import type { SchemaModel } from '../access/policy/types';
import type { Restrictions } from '../access/restrictions/restrictions';
import type { RecordRights } from '../access/rights/record-rights';
import type { Sessions } from '../access/rights/session';
import type { AuditServices } from '../audit/audit-services';
import type { ModelMeta } from '../enforcement/strapi-metadata';
import type { Dialect } from '../platform/dialect';
import type { ScopeStore } from '../platform/scope';
import { createAnnotations, type Annotations } from './annotations/annotations';
import type { PrivacySettings } from './config';
import { createContacts, type Contacts } from './contacts/contacts';
import { createErasureServices, type ErasureServices } from './erasure/erasure-services';
import { createJobs, type Jobs } from './jobs/jobs';
import { createWakeUps, type WakeUps } from './jobs/wake-ups';
import { createKeyring, type Keyring } from './proof/keyring';
import type { Vault } from './packages/vault';
import { createOpenDsr, type OpenDsr } from './opendsr/opendsr';
import { createLetterStore, type LetterStore } from './letters/letter-store';
import { createOutbox } from './mail/outbox';
import { createCalendar } from './requests/calendar';
import type { Calendar } from './requests/deadlines';
import { createRequestIdentities } from './requests/identities';
import { handsOut, isDestructive } from './requests/kinds';
import { createRateLimits, type RateLimits } from './requests/limits';
import { createRecipientNotices } from './requests/recipients';
import { createRequestServices, type RequestServices } from './requests/request-services';
import { createRequestTable } from './requests/request-table';
import { createRequestTokens } from './requests/tokens';
import { createTransitions } from './requests/transitions';
import { createIdentityIndex, type IdentityIndex } from './subjects/identity-index';
import { createIndexUpkeep, type IndexUpkeep } from './subjects/rebuild';
import { createSubjectCards, type SubjectCards } from './subjects/card';
import { createSubjects, type Subjects } from './subjects/subjects';
import { watchSubjects } from './subjects/watch';

/** How often recipients who could not be told of an erasure are tried again. */
const ERASURE_UPKEEP_MS = 5 * 60_000;

/** What the privacy domain offers. */
export interface PrivacyServices {
  readonly annotations: Annotations;
  readonly jobs: Jobs;
  readonly identities: IdentityIndex;
  readonly upkeep: IndexUpkeep;
  readonly subjects: Subjects;
  /** What is known of data subjects, within somebody's reach. */
  readonly cards: SubjectCards;
  /** ISO 3166 country of phone numbers without a country code. */
  readonly country: () => string | undefined;
  /** What finds, erases and proves. */
  readonly erasures: ErasureServices;
  readonly requests: RequestServices;
  readonly vault: Vault;
  readonly limits: RateLimits;
  /** Requests that controllers send. */
  readonly openDsr: OpenDsr;
  readonly settings: () => PrivacySettings;
  /** Who may be written to. */
  readonly contacts: Contacts;
  /** Letters of the project's own. */
  readonly letters: LetterStore;
}

/** What the services share. */
export interface PrivacyParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly audit: AuditServices;
  readonly dialect: Dialect;
  readonly models: () => readonly ModelMeta[];
  readonly sessions: Sessions;
  readonly rights: RecordRights;
  readonly restrictions: Restrictions;
  readonly settings: () => PrivacySettings;
}

/** What the keys are derived from: the first is in use, the others open what was closed with them. */
const secretsOf = ({ strapi, settings }: PrivacyParts): readonly string[] => [
  ...[settings().secret ?? []].flat(),
  ...strapi.config.get<string[]>('server.app.keys', []),
];

const createIdentities = (parts: PrivacyParts, keyring: Keyring): IdentityIndex => {
  const { strapi, settings } = parts;
  let model: SchemaModel | null = null;
  return createIdentityIndex({
    strapi,
    schemas: () => (model ??= createSchemaModel(strapi)),
    namesOf: (kind, value) => keyring.namesOf(kind, value),
    country: () => settings().country?.slice(0, 2),
  });
};

/** The controller's calendar, made when first asked for. @throws for a country that nobody knows */
const createCalendarReader = ({ settings }: PrivacyParts) => {
  let calendar: Calendar | null = null;
  return (): Calendar => (calendar ??= createCalendar(settings()));
};

const createRequests = (
  parts: PrivacyParts,
  made: Omit<PrivacyServices, 'requests' | 'cards' | 'openDsr' | 'contacts'>,
  keyring: Keyring
): RequestServices => {
  const { strapi, scopes, audit, restrictions, settings } = parts;
  const { jobs, subjects, upkeep, identities: index, erasures } = made;
  const table = createRequestTable({ strapi }, keyring);
  return createRequestServices(
    {
      strapi,
      scopes,
      jobs,
      subjects,
      upkeep,
      restrictions,
      table,
      outbox: createOutbox({ strapi }, jobs, keyring, async () => {
        const { mail, authority } = settings();
        return { ...mail, templates: await made.letters.overrides(), authority };
      }),
      identities: createRequestIdentities({ strapi }, index),
      tokens: createRequestTokens({ strapi }),
      limits: made.limits,
      notices: createRecipientNotices(erasures.disclosures, jobs),
      transitions: createTransitions({ strapi }, scopes, audit, table),
      calendar: createCalendarReader(parts),
      settings,
      workOf: (kind) => {
        if (isDestructive(kind)) return erasures.erasure;
        return handsOut(kind) ? erasures.packages : null;
      },
    },
    { ...parts, identities: index, country: made.country }
  );
};

/** Wake-ups over Redis, where the environment names one. */
const createNodeWakeUps = ({ strapi }: PrivacyParts, keyring: Keyring): WakeUps | null => {
  const url = process.env.REDIS_URL;
  if (!url) return null;
  // Applications that share a Redis must not take each other's.
  const name = `jobs-${keyring.namesOf('queue', 'jobs')[0]?.slice(0, 32) ?? ''}`;
  return createWakeUps({ url, name, warn: (message) => strapi.log.warn(`[custodian] ${message}`) });
};

const createNodeJobs = (parts: PrivacyParts, keyring: Keyring): Jobs => {
  const { strapi, scopes, settings } = parts;
  const read = () => {
    const { concurrency, pollSeconds, leaseSeconds } = settings().jobs;
    return { concurrency, pollMs: pollSeconds * 1_000, leaseMs: leaseSeconds * 1_000 };
  };
  return createJobs({ strapi }, scopes, read, createNodeWakeUps(parts, keyring));
};

/** Creates the services of the privacy domain. */
export const createPrivacyServices = (parts: PrivacyParts): PrivacyServices => {
  const { strapi, scopes, policies, audit, settings } = parts;
  const annotations = createAnnotations({ strapi }, policies);
  const keyring = createKeyring(() => secretsOf(parts));
  const jobs = createNodeJobs(parts, keyring);
  const identities = createIdentities(parts, keyring);
  const upkeep = createIndexUpkeep({ strapi, annotations, index: identities, jobs });
  const subjects = createSubjects({ strapi }, scopes, identities, audit);
  const erasures = createErasureServices({ ...parts, annotations, keyring });
  jobs.define('erasure-upkeep', () => erasures.upkeep(), { everyMs: ERASURE_UPKEEP_MS });
  const { vault } = erasures;
  const limits = createRateLimits({ strapi }, keyring);
  const country = () => settings().country?.slice(0, 2);
  const done = {
    annotations,
    jobs,
    identities,
    upkeep,
    subjects,
    erasures,
    vault,
    limits,
    country,
    settings,
    letters: createLetterStore({ strapi }, audit, () => settings().mail.templates),
  };
  const requests = createRequests(parts, done, keyring);
  const cards = createSubjectCards({ ...parts, ...done, ...erasures, requests });
  const openDsr = createOpenDsr({
    ...done,
    strapi,
    keyring,
    requests,
    settings: () => settings().opendsr,
  });
  const contacts = createContacts({ ...parts, ...done, requests });
  return { ...done, requests, cards, openDsr, contacts };
};

/** Installs what must see every write from the first one on; call in `register`. */
export const watchPrivacy = (
  { strapi, scopes }: Pick<PrivacyParts, 'strapi' | 'scopes'>,
  { identities, annotations, erasures }: PrivacyServices
): void => {
  watchSubjects({ strapi }, scopes, identities, annotations);
  erasures.watch();
};

/** Checks what the project wrote and starts background work; call once all else is in place. */
export const startPrivacy = async (
  { annotations, jobs, upkeep, erasures, requests }: PrivacyServices,
  { jobs: { enabled } }: PrivacySettings
): Promise<void> => {
  annotations.assertSchemas();
  // A country that nobody knows stops the start, not the first request.
  requests.checkCalendar();
  await upkeep.rebuild();
  await erasures.start();
  if (enabled) await jobs.start();
};
