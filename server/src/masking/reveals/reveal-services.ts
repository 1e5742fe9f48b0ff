import type { Core } from '@strapi/strapi';
import type { MaskedFields } from '../../access/rights/masked-fields';
import type { RecordRights } from '../../access/rights/record-rights';
import type { Sessions } from '../../access/rights/session';
import type { Audit } from '../../audit/audit';
import type { FieldView } from '../../enforcement/access-rule';
import type { Dialect } from '../../platform/dialect';
import type { ScopeStore } from '../../platform/scope';
import type { RevealConfig } from '../config';
import { createAttempts } from './attempts';
import { createExpiry, type Expiry } from './expiry';
import { createRequestedFields } from './requested-fields';
import { createRevealRows, type RevealRows } from './reveal-rows';
import { createReveals, type Reveals } from './reveals';
import { createStepUp } from './step-up';
import { createRevealUsage, type RevealUsage } from './usage';

/** What is known of reveals without knowing who may do what. */
export interface RevealLog {
  readonly revealRows: RevealRows;
  readonly revealExpiry: Expiry;
  readonly revealUsage: RevealUsage;
}

/** What the log is made of. */
export interface RevealLogParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly audit: Audit;
}

/** Creates the part that the access domain is built with. */
export const createRevealLog = ({ strapi, scopes, audit }: RevealLogParts): RevealLog => {
  const revealRows = createRevealRows({ strapi }, audit);
  return {
    revealRows,
    revealExpiry: createExpiry({ strapi }, scopes, revealRows),
    revealUsage: createRevealUsage(scopes, revealRows, audit),
  };
};

/** What the service is made of. */
export interface RevealParts extends RevealLogParts, RevealLog {
  readonly dialect: Dialect;
  readonly sessions: Sessions;
  readonly rights: RecordRights;
  readonly keeper: MaskedFields;
  readonly settings: () => RevealConfig;
  readonly isSpecial: (uid: string, field: FieldView) => Promise<boolean>;
}

/** Creates the service that is built on the access domain. */
export const createRevealServices = (parts: RevealParts): { readonly reveals: Reveals } => {
  const { strapi, dialect, sessions, rights, keeper, audit, settings, isSpecial } = parts;
  return {
    reveals: createReveals({
      strapi,
      sessions,
      audit,
      settings,
      isSpecial,
      requested: createRequestedFields(sessions, rights, keeper),
      attempts: createAttempts({ strapi, dialect, audit, settings }),
      stepUp: createStepUp({ strapi }),
      rows: parts.revealRows,
    }),
  };
};
