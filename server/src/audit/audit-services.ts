import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { createAppKeys } from './app-keys';
import { createAudit, type Audit } from './audit';
import { createChain } from './chain';
import { createCheckpoints, type Checkpoints } from './checkpoints';
import { createErasePayloads, type ErasePayloads } from './erase';
import { createLogTables } from './log-tables';
import { createAuditQuery, type AuditQuery } from './query';
import { createSchedule } from './schedule';
import { createSealer, type Sealer } from './sealer';
import { createSigningKeys } from './signing-keys';
import { createSubjectIndex } from './subjects';
import { createVerifier, type Verifier } from './verify';

/** What the configuration says about the log. */
export interface AuditConfig {
  /** An Ed25519 private key in PEM that signs checkpoints; without it one is drawn and kept. */
  readonly signingKey?: string;
}

/** What the audit domain offers. */
export interface AuditServices extends Audit, Verifier, Checkpoints, AuditQuery, Sealer {
  readonly erasePayloads: ErasePayloads;
  /** Begins the log, and seals behind the scenes from then on. */
  start(): Promise<void>;
  stop(): void;
}

/** Entries are sealed this soon after their commit, in milliseconds. */
const SEAL_TICK = 250;
/** And this often unasked: what a node that died has left behind. */
const SEAL_AT_LEAST = 10_000;

/** Creates the services of the audit domain. */
export const createAuditServices = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  config: () => AuditConfig
): AuditServices => {
  const tables = createLogTables({ strapi });
  const chain = createChain({ strapi }, tables);
  const appKeys = createAppKeys(() => strapi.config.get<string[]>('server.app.keys', []));
  const keys = createSigningKeys(tables, chain, appKeys, () => config().signingKey);
  const sealer = createSealer({
    strapi,
    tables,
    chain,
    keys,
    appKeys,
    onSeal: createSubjectIndex(tables),
  });
  const schedule = createSchedule({
    work: () => scopes.runAsSystem(() => sealer.seal()),
    tick: SEAL_TICK,
    atLeast: SEAL_AT_LEAST,
    failed: (error) =>
      strapi.log.error(`[custodian] the audit log was not sealed: ${String(error)}`),
  });
  const audit = createAudit({ strapi, scopes, tables, appKeys, committed: () => schedule.ask() });
  return {
    ...audit,
    ...sealer,
    ...createVerifier({ tables, chain, keys, appKeys, sealer }),
    ...createCheckpoints(tables, chain, sealer),
    ...createAuditQuery(tables),
    erasePayloads: createErasePayloads(tables, chain, audit),
    async start() {
      await chain.begin();
      schedule.start();
    },
    stop: () => schedule.stop(),
  };
};
