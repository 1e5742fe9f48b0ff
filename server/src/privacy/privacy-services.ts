import type { Core } from '@strapi/strapi';
import { createSchemaModel } from '../access/policy/schema-model';
import type { PolicyStore } from '../access/policy/store';
import type { SchemaModel } from '../access/policy/types';
import type { Audit } from '../audit/audit';
import type { ScopeStore } from '../platform/scope';
import { createAnnotations, type Annotations } from './annotations/annotations';
import type { PrivacySettings } from './config';
import { createJobs, type Jobs } from './jobs/jobs';
import { deriveKeys, type PrivacyKeys } from './proof/keys';
import { createIdentityIndex, type IdentityIndex } from './subjects/identity-index';
import { createIndexUpkeep, type IndexUpkeep } from './subjects/rebuild';
import { createSubjects, type Subjects } from './subjects/subjects';
import { watchSubjects } from './subjects/watch';

/** What the privacy domain offers. */
export interface PrivacyServices {
  readonly annotations: Annotations;
  readonly jobs: Jobs;
  /** Keys of the domain. @throws if the application has none to derive them from */
  readonly keys: () => PrivacyKeys;
  readonly identities: IdentityIndex;
  readonly upkeep: IndexUpkeep;
  readonly subjects: Subjects;
}

/** What the services share. */
export interface PrivacyParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly audit: Audit;
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
  return { annotations, jobs, keys, identities, upkeep, subjects };
};

/** Installs what must see every write from the first one on; call in `register`. */
export const watchPrivacy = (
  { strapi, scopes }: Pick<PrivacyParts, 'strapi' | 'scopes'>,
  { identities, annotations }: PrivacyServices
): void => {
  watchSubjects({ strapi }, scopes, identities, annotations);
};

/** Checks what the project wrote and starts background work; call once all else is in place. */
export const startPrivacy = async (
  { annotations, jobs, keys, upkeep }: PrivacyServices,
  { jobs: { enabled } }: PrivacySettings
): Promise<void> => {
  annotations.assertSchemas();
  keys();
  await upkeep.rebuild();
  if (enabled) await jobs.start();
};
