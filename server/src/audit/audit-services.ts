import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { createAppKeys } from './app-keys';
import { createAudit, type Audit, type AuditParts } from './audit';
import { createChain } from './chain';
import { createCheckpoints, type Checkpoints } from './checkpoints';
import type { EntryFacts } from './entry';
import { createErasePayloads, type ErasePayloads } from './erase';
import { createChores, type ChoresConfig } from './chores';
import { createLogTables } from './log-tables';
import { createAuditQuery, type AuditQuery } from './query';
import { createRetention, type Retention } from './retention';
import { createSchedule } from './schedule';
import { createSealer, type Sealer } from './sealer';
import { createSigningKeys } from './signing-keys';
import { createSubjectIndex } from './subjects';
import { createVerifier, type Verifier } from './verify';

/** What the configuration says about the log. */
export interface AuditConfig extends ChoresConfig {
  /** An Ed25519 private key in PEM that signs checkpoints; without it one is drawn and kept. */
  readonly signingKey?: string;
}

/** What the audit domain offers. */
export interface AuditServices extends Audit, Verifier, Checkpoints, AuditQuery, Sealer, Retention {
  readonly erasePayloads: ErasePayloads;
  /** Tells a listener what is committed, without what may have to be erased; it must not throw. */
  onCommitted(listener: (entries: readonly EntryFacts[]) => void): void;
  /** Begins the log, and seals behind the scenes from then on. */
  start(): Promise<void>;
  stop(): void;
}

/** Entries are sealed this soon after their commit, in milliseconds. */
const SEAL_TICK = 1000;
/** And this often unasked: what a node that died has left behind. */
const SEAL_AT_LEAST = 10_000;
/** Retention and mail are looked after this often. */
const CHORES_EVERY = 600_000;

/** Work behind the scenes, as the system; what fails is said, and tried again. */
const createBackground =
  ({ strapi }: { strapi: Core.Strapi }, scopes: ScopeStore) =>
  (work: () => Promise<void>, tick: number, atLeast: number, what: string) =>
    createSchedule({
      work: () => scopes.runAsSystem(work),
      tick,
      atLeast,
      failed: (error) => strapi.log.error(`[custodian] ${what} failed: ${String(error)}`),
    });

/** Who is told what is committed. */
const createCommitted = (
  seal: () => void
): Pick<AuditParts & AuditServices, 'committed' | 'onCommitted'> => {
  const listeners: ((entries: readonly EntryFacts[]) => void)[] = [];
  return {
    committed(entries) {
      seal();
      for (const listener of listeners) listener(entries);
    },
    onCommitted(listener) {
      listeners.push(listener);
    },
  };
};

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
  const background = createBackground({ strapi }, scopes);
  const sealing = background(
    () => sealer.seal(),
    SEAL_TICK,
    SEAL_AT_LEAST,
    'sealing the audit log'
  );
  const { onCommitted, committed } = createCommitted(() => sealing.ask());
  const audit = createAudit({ strapi, scopes, tables, appKeys, committed });
  const verifier = createVerifier({ tables, chain, keys, appKeys, sealer });
  const checkpoints = createCheckpoints(tables, chain, sealer);
  const retention = createRetention({ tables, chain, keys, sealer, verifier, audit });
  const chores = background(
    createChores({ strapi, tables, chain, checkpoints, retention, config }),
    SEAL_AT_LEAST,
    CHORES_EVERY,
    'looking after the audit log'
  );
  return {
    ...audit,
    ...sealer,
    ...verifier,
    ...checkpoints,
    ...retention,
    ...createAuditQuery(tables),
    erasePayloads: createErasePayloads(tables, chain, audit),
    onCommitted,
    async start() {
      await chain.begin();
      sealing.start();
      // The command line does one thing, and ends.
      if (process.env.CUSTODIAN_CLI === '1') return;
      chores.ask();
      chores.start();
    },
    stop() {
      sealing.stop();
      chores.stop();
    },
  };
};
