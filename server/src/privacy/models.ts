import { JOB_MODELS, JOB_TABLES } from './jobs/models';
import { SUBJECT_MODELS, SUBJECT_TABLES } from './subjects/models';

/** The models of the privacy domain, to register with Strapi before the database starts. */
export const PRIVACY_MODELS = [...JOB_MODELS, ...SUBJECT_MODELS];

/** Its tables, which outlive the plugin being switched off. */
export const PRIVACY_TABLES = { ...JOB_TABLES, ...SUBJECT_TABLES } as const;
