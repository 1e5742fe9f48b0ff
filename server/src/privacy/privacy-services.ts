import type { Core } from '@strapi/strapi';
import type { PolicyStore } from '../access/policy/store';
import type { ScopeStore } from '../platform/scope';
import { createAnnotations, type Annotations } from './annotations/annotations';
import type { PrivacySettings } from './config';
import { createJobs, type Jobs } from './jobs/jobs';

/** What the privacy domain offers. */
export interface PrivacyServices {
  readonly annotations: Annotations;
  readonly jobs: Jobs;
}

/** What the services share. */
export interface PrivacyParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly settings: () => PrivacySettings;
}

/** Creates the services of the privacy domain. */
export const createPrivacyServices = (parts: PrivacyParts): PrivacyServices => {
  const { strapi, scopes, policies, settings } = parts;
  const jobs = createJobs({ strapi }, scopes, () => {
    const { concurrency, pollSeconds, leaseSeconds } = settings().jobs;
    return { concurrency, pollMs: pollSeconds * 1_000, leaseMs: leaseSeconds * 1_000 };
  });
  return { annotations: createAnnotations({ strapi }, policies), jobs };
};

/** Checks what the project wrote and starts background work; call once all else is in place. */
export const startPrivacy = async (
  { annotations, jobs }: PrivacyServices,
  { jobs: { enabled } }: PrivacySettings
): Promise<void> => {
  annotations.assertSchemas();
  if (enabled) await jobs.start();
};
