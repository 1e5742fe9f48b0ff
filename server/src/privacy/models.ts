import { CONTACT_MODELS, CONTACT_TABLES } from './contacts/models';
import { ERASURE_MODELS, ERASURE_TABLES } from './erasure/models';
import { JOB_MODELS, JOB_TABLES } from './jobs/models';
import { LEDGER_MODELS, LEDGER_TABLES } from './ledger/models';
import { LETTER_MODELS, LETTER_TABLES } from './letters/models';
import { MAIL_MODELS, MAIL_TABLES } from './mail/models';
import { OPENDSR_MODELS, OPENDSR_TABLES } from './opendsr/models';
import { PACKAGE_MODELS, PACKAGE_TABLES } from './packages/models';
import { PLAN_MODELS, PLAN_TABLES } from './plan/models';
import { REQUEST_MODELS, REQUEST_TABLES } from './requests/models';
import { SUBJECT_MODELS, SUBJECT_TABLES } from './subjects/models';

/** The models of the privacy domain, to register with Strapi before the database starts. */
export const PRIVACY_MODELS = [
  ...JOB_MODELS,
  ...SUBJECT_MODELS,
  ...REQUEST_MODELS,
  ...MAIL_MODELS,
  ...PLAN_MODELS,
  ...ERASURE_MODELS,
  ...LEDGER_MODELS,
  ...PACKAGE_MODELS,
  ...OPENDSR_MODELS,
  ...CONTACT_MODELS,
  ...LETTER_MODELS,
];

/** Its tables, which outlive the plugin being switched off. */
export const PRIVACY_TABLES = {
  ...JOB_TABLES,
  ...SUBJECT_TABLES,
  ...REQUEST_TABLES,
  ...MAIL_TABLES,
  ...PLAN_TABLES,
  ...ERASURE_TABLES,
  ...LEDGER_TABLES,
  ...PACKAGE_TABLES,
  ...OPENDSR_TABLES,
  ...CONTACT_TABLES,
  ...LETTER_TABLES,
} as const;
