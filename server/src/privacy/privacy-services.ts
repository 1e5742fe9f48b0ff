import type { Core } from '@strapi/strapi';
import { createSchemaModel } from '../access/policy/schema-model';
import type { PolicyStore } from '../access/policy/store';
import type { SchemaModel } from '../access/policy/types';
import type { AuditServices } from '../audit/audit-services';
import type { ModelMeta } from '../enforcement/strapi-metadata';
import type { Dialect } from '../platform/dialect';
import type { ScopeStore } from '../platform/scope';
import { createAnnotations, type Annotations } from './annotations/annotations';
import type { PrivacySettings } from './config';
import { createErasureServices, type ErasureServices } from './erasure/erasure-services';
import { createJobs, type Jobs } from './jobs/jobs';
import { createKeyring } from './proof/keyring';
import { deriveKeys, type PrivacyKeys } from './proof/keys';
import { createIdentityIndex, type IdentityIndex } from './subjects/identity-index';
import { createIndexUpkeep, type IndexUpkeep } from './subjects/rebuild';
import { createSubjects, type Subjects } from './subjects/subjects';
import { watchSubjects } from './subjects/watch';

/** How often recipients who could not be told of an erasure are tried again. */
const ERASURE_UPKEEP_MS = 5 * 60_000;

/** What the privacy domain offers. */
export interface PrivacyServices {
  readonly annotations: Annotations;
  readonly jobs: Jobs;
  /** Keys of the domain. @throws if the application has none to derive them from */
  readonly keys: () => PrivacyKeys;
  readonly identities: IdentityIndex;
  readonly upkeep: IndexUpkeep;
  readonly subjects: Subjects;
  /** What finds, erases and proves. */
  readonly erasures: ErasureServices;
}

/** What the services share. */
export interface PrivacyParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly audit: AuditServices;
  readonly dialect: Dialect;
  readonly models: () => readonly ModelMeta[];
  readonly settings: () => PrivacySettings;
}

const createKeys = ({ strapi, settings }: PrivacyParts) => {
  let keys: PrivacyKeys | null = null;
  return (): PrivacyKeys => {
    if (keys) return keys;
    const secret = settings().secret ?? strapi.config.get<string[]>('server.app.keys', [])[0];
    if (!secret)
      throw new Error('Privacy requests need a secret: `privacy.secret`, or server.app.keys');
    return (keys = deriveKeys(secret));
  };
};

/** What the keys are derived from: the first is in use, the others open what was closed with them. */
const secretsOf = ({ strapi, settings }: PrivacyParts): readonly string[] => [
  ...[settings().secret ?? []].flat(),
  ...strapi.config.get<string[]>('server.app.keys', []),
];

const createIdentities = (parts: PrivacyParts, keys: () => PrivacyKeys): IdentityIndex => {
  const { strapi, settings } = parts;
  let model: SchemaModel | null = null;
  return createIdentityIndex({
    strapi,
    schemas: () => (model ??= createSchemaModel(strapi)),
    key: () => keys().identifier,
    country: () => settings().country?.slice(0, 2),
  });
};

/** Creates the services of the privacy domain. */
export const createPrivacyServices = (parts: PrivacyParts): PrivacyServices => {
  const { strapi, scopes, policies, audit, settings } = parts;
  const jobs = createJobs({ strapi }, scopes, () => {
    const { concurrency, pollSeconds, leaseSeconds } = settings().jobs;
    return { concurrency, pollMs: pollSeconds * 1_000, leaseMs: leaseSeconds * 1_000 };
  });
  const annotations = createAnnotations({ strapi }, policies);
  const keys = createKeys(parts);
  const identities = createIdentities(parts, keys);
  const upkeep = createIndexUpkeep({ strapi, annotations, index: identities, jobs });
  const subjects = createSubjects({ strapi }, scopes, identities, audit);
  const keyring = createKeyring(() => secretsOf(parts));
  const erasures = createErasureServices({ ...parts, annotations, keyring });
  jobs.define('erasure-upkeep', () => erasures.upkeep(), { everyMs: ERASURE_UPKEEP_MS });
  return { annotations, jobs, keys, identities, upkeep, subjects, erasures };
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
  { annotations, jobs, keys, upkeep, erasures }: PrivacyServices,
  { jobs: { enabled } }: PrivacySettings
): Promise<void> => {
  annotations.assertSchemas();
  keys();
  await upkeep.rebuild();
  await erasures.start();
  if (enabled) await jobs.start();
};
