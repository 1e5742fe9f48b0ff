import { resolve } from 'node:path';
import type { Core } from '@strapi/strapi';
import type { AuditServices } from '../../audit/audit-services';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { Dialect } from '../../platform/dialect';
import { createRunSql } from '../../platform/run-sql';
import type { ScopeStore } from '../../platform/scope';
import type { IdentifierKind } from '../../access/policy/privacy-types';
import type { Annotations } from '../annotations/annotations';
import type { PrivacySettings } from '../config';
import { createDiscovery, type Discovery } from '../discovery/discovery';
import { createHarvest } from '../discovery/harvest';
import type { Identifier } from '../discovery/needles';
import { createIdentified } from '../discovery/identified';
import { createRecords } from '../discovery/records';
import { createStoredFiles } from '../discovery/stored-files';
import { createJournal } from '../ledger/journal';
import { createLedger, type Ledger } from '../ledger/ledger';
import { createEraseAgain, type RestoreReport } from '../ledger/restore';
import { watchReturning } from '../ledger/returning';
import { createAssemble } from '../plan/assemble';
import { createPlanDiff } from '../plan/diff';
import { createItemStore } from '../plan/item-store';
import { createPlaces } from '../plan/places';
import { createPlans, type Plans } from '../plan/plans';
import { createCertificates, type Certificates } from '../proof/certificate';
import type { Keyring } from '../proof/keyring';
import { createScanResidue } from '../proof/residue';
import { normalise } from '../subjects/normalise';
import { createAuditPayloads } from './audit-payloads';
import { createCollecting } from '../packages/collecting';
import { createPackageWork } from '../packages/package-work';
import { createThirdPartyValues, type ThirdPartyValues } from '../packages/review';
import { createVault, type Vault } from '../packages/vault';
import type { RequestWork } from '../requests/work';
import { createBytes, type Bytes } from './bytes';
import { createCarryOut } from './carry-out';
import { createErasing, type Erasing } from './erasing';
import { createErasure, type Erasure } from './erasure';
import { createFileOutbox } from './file-outbox';
import { guardDeletions } from './guard-deletions';
import { createKeptItems } from './kept';
import { createDisclosures, type Disclosures } from './notices';
import { createScrub } from './scrub';
import { createVerifier } from './verifier';

/** What finds, erases and proves. */
export interface ErasureServices {
  readonly discovery: Discovery;
  readonly plans: Plans;
  readonly erasure: Erasure;
  readonly certificates: Certificates;
  readonly disclosures: Disclosures;
  readonly ledger: Ledger;
  readonly bytes: Bytes;
  readonly erasing: Erasing;
  /** The work behind requests for access and portability. */
  readonly packages: RequestWork;
  readonly vault: Vault;
  /** Others' values in packages, for reviewers. */
  readonly thirdParties: ThirdPartyValues;
  readonly keyring: Keyring;
  /** Installs what must see every write from the first one on; call in `register`. */
  watch(): void;
  /**
   * Prepares the database, and erases again what a restored backup has brought back: before the first
   * request is served. @throws if that fails: nobody may see who was erased
   */
  start(): Promise<RestoreReport>;
  /** Brings the journal up to the ledger, and tells recipients who have not been told. */
  upkeep(): Promise<void>;
  /** The keyed digests of identifiers, under every key of the application. */
  readonly digestsOf: (identifiers: readonly Identifier[]) => { kind: string; digest: string }[];
}

/** What they are made of. */
export interface ErasureParts {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly dialect: Dialect;
  readonly models: () => readonly ModelMeta[];
  readonly audit: AuditServices;
  readonly annotations: Annotations;
  readonly keyring: Keyring;
  readonly settings: () => PrivacySettings;
}

/** Tables in which an erasure must find nothing of its own: encrypted, or ids and digests. */
const OWN = /^custodian_/;
/** Those of the plugin's tables in which people write, and that are searched like all others. */
const OWN_TEXTS: readonly string[] = ['custodian_restrictions', 'custodian_shares'];

/** What reads the database. */
const createReaders = ({ strapi, dialect, models, settings }: ErasureParts) => {
  const run = createRunSql({ strapi });
  const schema = strapi.db.getSchemaName();
  const modelOf = (uid: string) => models().find((model) => model.uid === uid);
  const ignores = (table: string) => OWN.test(table) && !OWN_TEXTS.includes(table);
  const records = createRecords(run, dialect, modelOf);
  const largest = () => settings().erasure.searchFilesUpToMb * 1024 * 1024;
  const stored = createStoredFiles({ strapi, run, dialect, modelOf, largest });
  return {
    run,
    schema,
    modelOf,
    records,
    stored,
    discovery: createDiscovery({ run, dialect, schema, modelOf, ignores, stored }),
    harvest: createHarvest(records),
    identified: createIdentified(run, dialect, modelOf),
    places: createPlaces({ strapi, run, dialect, models }),
    items: createItemStore({ strapi }),
  };
};

/** What makes plans. */
const createPlanning = (parts: ErasureParts, readers: ReturnType<typeof createReaders>) => {
  const { run, places, items, discovery } = readers;
  const assemble = createAssemble({ discovery, placeOf: (found) => places.placeOf(found) });
  const plans = createPlans({ ...parts, ...readers, assemble });
  return { plans, diff: createPlanDiff(run, parts.dialect, plans, items, discovery) };
};

/** What carries plans out, and proves it. */
const createWorks = (
  parts: ErasureParts,
  readers: ReturnType<typeof createReaders>,
  { plans }: ReturnType<typeof createPlanning>
) => {
  const { strapi, dialect, audit, keyring } = parts;
  const { run, schema, modelOf, places, items, stored, records } = readers;
  const outbox = createFileOutbox({ strapi }, run, dialect, modelOf, keyring);
  const typeOf = (uid: string, attribute: string) => places.shapeOf(uid, attribute).type;
  const [bytes, erasing] = [createBytes({ strapi }, run, dialect), createErasing()];
  const work = createCarryOut({
    strapi,
    items,
    scrub: createScrub(run, dialect, modelOf, typeOf),
    outbox,
    records,
    asErasure: (effect) => erasing.run(effect),
    payloads: createAuditPayloads(run, dialect, audit),
  });
  const kept = createKeptItems(items, places);
  const scan = createScanResidue(run, dialect, schema, stored);
  const verifier = createVerifier({
    ...{ run, dialect, modelOf, plans, items, kept, scan, bytes, outbox },
    placeOf: (cell) => places.placeOf(cell),
  });
  return { bytes, erasing, work, kept, verifier };
};

/** Names identifiers by keyed digests; what cannot be normalised has none. */
const createDigestsOf =
  ({ keyring, settings }: ErasureParts) =>
  (identifiers: readonly Identifier[]): { kind: string; digest: string }[] => {
    const country = settings().country?.slice(0, 2);
    const found = identifiers.flatMap(({ kind, value }) => {
      const normal = kind === 'name' ? null : normalise(kind as IdentifierKind, value, country);
      const digests = normal ? keyring.namesOf(kind, normal.value) : [];
      return digests.map((digest) => ({ kind, digest }));
    });
    return [...new Map(found.map((one) => [one.digest, one])).values()];
  };

/** What people are given of their data. */
const createPackages = (
  parts: ErasureParts,
  readers: ReturnType<typeof createReaders>,
  { vault, erasure, disclosures }: Pick<ErasureServices, 'vault' | 'erasure' | 'disclosures'>
): ErasureServices['packages'] => {
  const { annotations, settings } = parts;
  const country = () => settings().country?.slice(0, 2);
  return createPackageWork({
    ...parts,
    vault,
    collecting: createCollecting({ ...readers, annotations, country }),
    subjectOf: (request) => erasure.subjectOf(request),
    recipientsOf: (roots) => disclosures.recipientsOf(roots),
    controller: () => settings().controller ?? '',
  });
};

/** Creates the services; none of them does anything yet. */
export const createErasureServices = (parts: ErasureParts): ErasureServices => {
  const { strapi, scopes, audit, annotations, keyring, settings } = parts;
  const readers = createReaders(parts);
  const planning = createPlanning(parts, readers);
  const works = createWorks(parts, readers, planning);
  const { records, places, discovery } = readers;
  const { bytes, erasing } = works;
  const digestsOf = createDigestsOf(parts);
  const journalPath = resolve(strapi.dirs.app.root, settings().erasure.journal);
  const ledger = createLedger(parts, createJournal(journalPath));
  const certificates = createCertificates({ strapi }, keyring);
  const disclosures = createDisclosures({ strapi }, audit, () => settings().recipients);
  const shared = { ...parts, ...readers, ...planning, ...works, ledger, digestsOf };
  const erasure = createErasure({ ...shared, disclosures, certificates });
  const vault = createVault({ strapi }, keyring, () => settings().packages);
  const packages = createPackages(parts, readers, { vault, erasure, disclosures });
  const eraseAgain = createEraseAgain({
    ...shared,
    erasure,
    existing: async (uid, ids) =>
      new Set((await records.rowsOf(uid, ids)).map(({ document }) => document.documentId)),
  });
  const guard = { strapi, scopes, audit, annotations, erasing: () => erasing.active() };

  return {
    discovery,
    plans: planning.plans,
    erasure,
    certificates,
    disclosures,
    ledger,
    bytes,
    erasing,
    packages,
    vault,
    thirdParties: createThirdPartyValues(parts),
    keyring,
    digestsOf,
    watch() {
      guardDeletions({ ...guard, holdOn: (document) => places.holdOn(document) });
      watchReturning({ ...guard, ledger, digestsOf, mode: () => settings().erasure.returning });
    },
    async upkeep() {
      await ledger.sync();
      await disclosures.send();
      await vault.purge(new Date());
    },
    async start() {
      await bytes.prepare();
      const report = await eraseAgain();
      await ledger.sync();
      return report;
    },
  };
};
