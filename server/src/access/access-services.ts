import type { Core } from '@strapi/strapi';
import type { Audit } from '../audit/audit';
import type { AccessRule } from '../enforcement/access-rule';
import type { RecordKeeper } from '../enforcement/write-boundary';
import type { Dialect } from '../platform/dialect';
import type { ScopeStore } from '../platform/scope';
import type { Identifier } from '../platform/sql';
import { createExplain, type Explain } from './explain/explain';
import { createFindReaders, type FindReaders } from './explain/readers';
import { createViewAs, type ViewAs } from './explain/view-as';
import { createOverview, type ReadOverview } from './overview';
import { createFindPrincipals, type FindPrincipals } from './people/find-principals';
import { createBulkReads, type BulkReads } from './exports/bulk-reads';
import type { ExportConfig } from './exports/config';
import { createMemberships, type Memberships } from './memberships/memberships';
import { createEndAccess, type EndReveals } from './owners/end-access';
import { createOwnedRecords } from './owners/owned-records';
import { createTransfers, type Transfers } from './owners/transfers';
import { createFindUnreachable, type FindUnreachable } from './owners/unreachable';
import { createOwnPlacements, type OwnPlacements } from './placements/own-placements';
import { createPlacements, createRecordKeeper, type Placements } from './placements/placements';
import { createComparison, type CompareDocument } from './policy/comparison';
import { createDryRun } from './policy/dry-run';
import type { PolicyStore } from './policy/store';
import { createPrincipals } from './principals';
import { createRestrictions, type Restrictions } from './restrictions/restrictions';
import type { Writers } from './rights/access-sql';
import { createMaskedFields } from './rights/masked-fields';
import { createOwnMasks, type FindOwnMasks } from './rights/own-masks';
import { createRecordRights, type RecordRights } from './rights/record-rights';
import type { ModelOf } from './rights/relation-sql';
import type { RowQuery } from './rights/row-query';
import type { Sessions } from './rights/session';
import { createShareRows } from './shares/share-rows';
import { createShares, type Shares } from './shares/shares';
import { createSignIns, type SignIns } from './sign-in/sign-ins';

/** What the access domain offers: to HTTP, to the command line and to a project's own code. */
export interface AccessServices {
  readonly rights: RecordRights;
  readonly memberships: Memberships;
  readonly placements: Placements;
  readonly ownPlacements: OwnPlacements;
  readonly keeper: RecordKeeper;
  readonly ownMasks: FindOwnMasks;
  readonly shares: Shares;
  readonly restrictions: Restrictions;
  readonly transfers: Transfers;
  readonly findUnreachable: FindUnreachable;
  readonly compare: CompareDocument;
  readonly explain: Explain;
  readonly findReaders: FindReaders;
  readonly viewAs: ViewAs;
  readonly findPrincipals: FindPrincipals;
  readonly overview: ReadOverview;
  readonly bulkReads: BulkReads;
  readonly signIns: SignIns;
}

/** What the services share. */
export interface AccessParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly dialect: Dialect;
  readonly policies: PolicyStore;
  readonly sessions: Sessions;
  readonly rule: AccessRule;
  readonly rows: RowQuery;
  readonly writers: Writers;
  readonly modelOf: ModelOf;
  readonly tableOf: (uid: string) => Identifier | null;
  readonly audit: Audit;
  /** Where reading ends and exporting begins. */
  readonly exports: () => ExportConfig;
  /** What a later domain keeps about records and people. */
  readonly kept: {
    /** Ends what somebody has been given for a time; only counts it in a dry run. */
    readonly endReveals: EndReveals;
    /** Removes what is kept about a record that no longer exists. */
    readonly forget: RecordKeeper['forget'];
  };
}

/** Creates the services of the access domain. */
export const createAccessServices = (parts: AccessParts): AccessServices => {
  const { strapi, scopes, dialect, policies, sessions, rule, rows, writers, audit } = parts;
  const { modelOf, tableOf, kept } = parts;
  const { writerOf, writerFor } = writers;
  const principals = createPrincipals({ strapi });
  const masked = createMaskedFields(rule, rows);
  const rights = createRecordRights(sessions, rule, rows, tableOf);
  const placements = createPlacements({ strapi }, policies, audit);
  const { maskedFields } = masked;
  const explain = createExplain({ ...parts, rights, writerOf, maskedFields });
  const owned = createOwnedRecords({ strapi }, dialect, modelOf);
  const keeper = createRecordKeeper({ strapi }, sessions, policies, masked, kept.forget);
  return {
    rights,
    signIns: createSignIns({ strapi, scopes, sessions, audit }),
    memberships: createMemberships({ strapi }, policies, audit),
    placements,
    ownPlacements: createOwnPlacements({ strapi }, placements, rights, masked),
    keeper,
    ownMasks: createOwnMasks(rights, keeper),
    shares: createShares({
      strapi,
      policies,
      rights,
      principals,
      audit,
      rows: createShareRows({ strapi, sessions, rule, dialect, tableOf }),
    }),
    restrictions: createRestrictions({
      strapi,
      scopes,
      rows,
      audit,
      governs: async (uid) => (await policies.inForce())?.types.has(uid) === true,
    }),
    transfers: createTransfers({
      strapi,
      policies,
      principals,
      owned,
      writerFor,
      audit,
      endAccess: createEndAccess({ strapi }, audit, kept.endReveals),
    }),
    findUnreachable: createFindUnreachable({ strapi, policies, writerFor, owned }),
    compare: createComparison(policies, createDryRun({ strapi, sessions, rule, rows })),
    explain,
    findReaders: createFindReaders({ strapi, policies, placements, rows, writerFor, explain }),
    viewAs: createViewAs({ strapi, sessions, rule, owned, modelOf, audit }),
    findPrincipals: createFindPrincipals({ strapi }),
    overview: createOverview({ strapi }, policies),
    bulkReads: createBulkReads({ scopes, rule, rows, dialect, audit, settings: parts.exports }),
  };
};
