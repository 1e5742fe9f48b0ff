import { JOB_MODELS, JOB_TABLES } from './jobs/models';

/** The models of the privacy domain, to register with Strapi before the database starts. */
export const PRIVACY_MODELS = [...JOB_MODELS];

/** Its tables, which outlive the plugin being switched off. */
export const PRIVACY_TABLES = { ...JOB_TABLES } as const;
