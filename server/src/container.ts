import type { Core, Schema, UID } from '@strapi/strapi';
import { getConfig, getPrivacyConfig } from './config';
import type { AccessServices } from './access/access-services';
import { createFileLinks, type FileLinks } from './access/files/links';
import { createPolicyStore, type PolicyStore } from './access/policy/store';
import type { CompiledPolicy } from './access/policy/types';
import { createRowQuery } from './access/rights/row-query';
import { createFormChooser } from './access/rights/form-chooser';
import { createSessions, type Sessions } from './access/rights/session';
import { createWriters, type KindOf } from './access/rights/access-sql';
import { createPaths } from './access/rights/paths';
import { createFieldViews } from './access/rights/field-views';
import { createAccessRule } from './access/rights/view-rule';
import { createAuditServices, type AuditServices } from './audit/audit-services';
import type { AccessRule } from './enforcement/access-rule';
import { createGovernance, type Governance } from './enforcement/governance';
import { createColumnReader, type ColumnReader } from './enforcement/strapi-columns';
import { assertEnforced, type CanaryResult } from './enforcement/self-test';
import { createReadLog, type ReadLog, type ReadLogParts } from './enforcement/read-log';
import { createRuledFieldsOf, type RuledFieldsOf } from './enforcement/ruled-fields';
import { createDocumentsOf } from './enforcement/rows-to-documents';
import { createDoor } from './enforcement/strapi-door';
import { createLeftFiles, type LeftFiles } from './enforcement/left-files';
import { readMetadata, type ModelMeta } from './enforcement/strapi-metadata';
import { createRevealedRows } from './masking/reveals/reveal-sql';
import type { RevealLog } from './masking/reveals/reveal-services';
import type { Reveals as RevealService } from './masking/reveals/reveals';
import { createMaskCatalogue } from './masking/mask-catalogue';
import { createPreviewServices, type PreviewServices } from './masking/previews/preview-services';
import { createMasking, type Masking } from './masking/masking';
import { createPrivateAnswers, type PrivateAnswers } from './platform/http/private-answers';
import { createRecordServices } from './record-services';
import { createSelfTest } from './self-test';
import { createDialect, type Client, type Dialect } from './platform/dialect';
import { createScopeStore, type ScopeStore } from './platform/scope';
import { createPrivacyServices, type PrivacyServices } from './privacy/privacy-services';

/** The plugin's parts, wired once per Strapi instance. */
export interface Container extends AccessServices, Masking, PreviewServices, RevealLog {
  readonly reveals: RevealService;
  readonly privacy: PrivacyServices;
  readonly audit: AuditServices;
  readonly scopes: ScopeStore;
  /** Answers that no shared cache may keep. */
  readonly answers: PrivateAnswers;
  readonly dialect: Dialect;
  readonly policies: PolicyStore;
  readonly sessions: Sessions;
  readonly rule: AccessRule;
  readonly governance: Governance;
  readonly columns: ColumnReader;
  /** Records what is read of audited types. */
  readonly reads: ReadLog;
  /** The attributes that the policy masks for anybody, as they look to an actor. */
  readonly ruledOf: RuledFieldsOf;
  readonly leftFiles: LeftFiles;
  /** Links to the bytes of private uploads. @throws if the application has no keys */
  readonly fileLinks: () => FileLinks;
  /** Ends background work; the database is about to close. */
  readonly stop: () => Promise<void>;
  /**
   * Tries every enforcement hook against a policy (the one in force when none is given), as an
   * actor who may see nothing.
   */
  readonly selfTest: (policy?: CompiledPolicy | null) => Promise<CanaryResult[]>;
  readonly models: () => readonly ModelMeta[];
}

const createKindReader =
  (strapi: Core.Strapi): KindOf =>
  (uid, attribute) =>
    (strapi.getModel(uid as UID.Schema) as Schema.Schema | undefined)?.attributes[attribute]?.type;

/** Strapi also opens request contexts for its scheduler, without a request: those are the system. */
const isHttp = (context: { readonly req?: unknown } | undefined): boolean =>
  context?.req !== undefined;

/** Metadata, read when first asked for: it is complete only after the database has started. */
const createModels = (strapi: Core.Strapi, dialect: Dialect) => {
  let read: readonly ModelMeta[] | null = null;
  const models = () => (read ??= readMetadata(strapi));
  let byUid: Map<string, ModelMeta> | null = null;
  const modelOf = (uid: string) =>
    (byUid ??= new Map(models().map((model) => [model.uid, model]))).get(uid);
  const tableOf = (uid: string) => {
    const model = modelOf(uid);
    return model ? dialect.table(model.tableName) : null;
  };
  return { models, modelOf, tableOf };
};

const createReads = (
  { strapi }: { strapi: Core.Strapi },
  {
    modelOf,
    ...parts
  }: Pick<ReadLogParts, 'scopes' | 'audit'> & {
    modelOf: (uid: string) => ModelMeta | undefined;
  }
): ReadLog => {
  const documentsOf = createDocumentsOf({ strapi }, modelOf);
  return createReadLog({ ...parts, door: createDoor(strapi), documentsOf });
};

/** What the privacy domain is built on. */
type Foundation = Omit<Container, 'privacy' | 'stop'> & { readonly stop: () => void };

/** The access rule, and the parts that services ask their own questions with. */
const createRule = (
  strapi: Core.Strapi,
  { modelOf, tableOf }: ReturnType<typeof createModels>,
  { scopes, dialect, sessions }: Pick<Container, 'scopes' | 'dialect' | 'sessions'>
) => {
  const writers = createWriters(sessions, dialect, modelOf, createKindReader(strapi));
  const pathsOf = createPaths(sessions, writers.writerOf);
  const rows = createRowQuery({ strapi }, dialect, modelOf);
  const { chooseForm, stop } = createFormChooser(
    { strapi },
    { scopes, sessions, rows, dialect, pathsOf }
  );
  const { writerOf } = writers;
  const rule = createAccessRule({
    sessions,
    pathsOf,
    tableOf,
    chooseForm,
    grantsShape: dialect.client === 'postgres' ? 'array' : 'all',
    fieldViewsOf: createFieldViews({
      sessions,
      writerOf,
      reveals: createRevealedRows(sessions, dialect),
    }),
  });
  return { rule, rows, writers, stop };
};

const build = (strapi: Core.Strapi): Foundation => {
  const scopes = createScopeStore(() => isHttp(strapi.requestContext.get()));
  const answers = createPrivateAnswers();
  const dialect = createDialect(strapi.db.dialect.client as Client, strapi.db.getSchemaName());
  const audit = createAuditServices({ strapi }, scopes, () => getConfig(strapi).audit ?? {});
  const masking = createMasking({ strapi }, dialect);
  const policies = createPolicyStore(
    { strapi },
    (policy) => prove(policy),
    audit,
    createMaskCatalogue(masking.strategies)
  );
  const sessions = createSessions({ strapi }, dialect, policies);

  const known = createModels(strapi, dialect);
  const { models, modelOf, tableOf } = known;
  const created = createRule(strapi, known, { scopes, dialect, sessions });
  const { rule, rows, writers } = created;
  const columns = createColumnReader(strapi);
  const ruledOf = createRuledFieldsOf(rule);
  const noticed = () => answers.mark();
  const asked = { scopes, rule, dialect, models, ruledOf, noticed };
  const governance = createGovernance({ ...asked, columnsOf: columns.of });
  const tried = { scopes, policies, sessions, governance, rule, models };
  const selfTest = createSelfTest(strapi, tried);
  const prove = async (policy: CompiledPolicy) => {
    assertEnforced(await selfTest(policy));
  };
  const parts = { strapi, scopes, dialect, policies, sessions, rule, rows, writers, audit };
  const services = createRecordServices({ ...parts, modelOf, tableOf }, () =>
    getContainer(strapi).privacy.annotations.current()
  );
  return {
    ...services,
    scopes,
    audit,
    answers,
    selfTest,
    dialect,
    policies,
    sessions,
    rule,
    governance,
    columns,
    stop() {
      created.stop();
      services.revealExpiry.stop();
    },
    reads: createReads({ strapi }, { scopes, audit, modelOf }),
    ruledOf,
    leftFiles: createLeftFiles({ strapi }, dialect, modelOf),
    fileLinks: () => createFileLinks(strapi.config.get<string[]>('server.app.keys', [])),
    ...masking,
    ...createPreviewServices({ strapi }, masking.strategies, { dialect, modelOf }),
    models,
  };
};

const withPrivacy = (strapi: Core.Strapi, foundation: Foundation): Container => {
  const privacy = createPrivacyServices({
    ...foundation,
    strapi,
    settings: () => getPrivacyConfig(strapi),
  });
  return {
    ...foundation,
    privacy,
    async stop() {
      foundation.stop();
      await privacy.jobs.stop();
    },
  };
};

const containers = new WeakMap<Core.Strapi, Container>();

/** The container of a Strapi instance, built when first asked for (in `register`). */
export const getContainer = (strapi: Core.Strapi): Container => {
  const known = containers.get(strapi);
  if (known) return known;
  const container = withPrivacy(strapi, build(strapi));
  containers.set(strapi, container);
  return container;
};
