import type { Core } from '@strapi/strapi';
import type { Restrictions } from '../../access/restrictions/restrictions';
import type { ScopeStore } from '../../platform/scope';
import type { Jobs } from '../jobs/jobs';
import type { Outbox } from '../mail/outbox';
import type { IndexUpkeep } from '../subjects/rebuild';
import type { Subjects } from '../subjects/subjects';
import type { Calendar } from './deadlines';
import type { RequestIdentities } from './identities';
import type { RateLimits } from './limits';
import type { RecipientNotices } from './recipients';
import type { RequestTable } from './request-table';
import type { RequestSettings } from './settings';
import type { RequestTokens } from './tokens';
import type { Transitions } from './transitions';
import type { WorkOf } from './work';

/** What the services of this folder are made of. */
export interface RequestParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly subjects: Subjects;
  readonly upkeep: IndexUpkeep;
  readonly restrictions: Restrictions;
  readonly table: RequestTable;
  readonly identities: RequestIdentities;
  readonly tokens: RequestTokens;
  readonly limits: RateLimits;
  readonly transitions: Transitions;
  readonly notices: RecipientNotices;
  readonly calendar: () => Calendar;
  readonly settings: () => RequestSettings;
  readonly workOf: WorkOf;
}
