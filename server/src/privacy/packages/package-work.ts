import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { FILE_UID } from '../../enforcement/table-catalogue';
import { parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { AnnotationMap } from '../annotations/compile';
import type { SubjectQuery } from '../discovery/discovery';
import type { Keyring } from '../proof/keyring';
import type { PlanSummary, RequestCase, RequestWork } from '../requests/work';
import { archive, safeName, type ArchiveEntry } from './archive';
import type { PackageProfile, PackageRecord } from './collect';
import type { Collecting } from './collecting';
import { PACKAGE_ITEM_UID } from './models';
import { toCsv, toHtml, toJson, type PackageAbout } from './render';
import type { ThirdParties } from './third-parties';
import type { Vault } from './vault';

/** What packages are made of. */
export interface PackageWorkInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly keyring: Keyring;
  readonly vault: Vault;
  readonly collecting: Collecting;
  readonly subjectOf: (request: RequestCase) => Promise<SubjectQuery>;
  readonly annotations: { current(): Promise<AnnotationMap> };
  readonly recipientsOf: (roots: SubjectQuery['roots']) => Promise<string[]>;
  readonly controller: () => string;
}

interface ItemRow {
  id: number;
  label: string;
  kind: string;
  sealed: string;
  digest: string;
  occurrences: number;
  lifted: boolean;
}

const CONTEXT = 'third party';
/** Records of one type in one file of the archive. */
const RECORDS_A_FILE = 500;
/** Larger files are named in the manifest, and handed over on demand. */
const LARGEST_FILE = 20 * 1_024 * 1_024;

const liftSchema = z
  .array(z.strictObject({ item: z.int32().positive(), lifted: z.boolean() }))
  .min(1)
  .max(1_000);

const profileOf = ({ kind }: RequestCase): PackageProfile =>
  kind === 'portability' ? 'portability' : 'access';

/** Others' values that were found, and what a reviewer said about them. */
const createReview = ({ strapi, scopes, keyring }: PackageWorkInput) => {
  const query = () => strapi.db.query(PACKAGE_ITEM_UID);
  const digestOf = (kind: string, value: string): string =>
    keyring.namesOf('third-party', `${kind} ${value}`)[0] ?? '';
  const rowsOf = async (requestId: number): Promise<ItemRow[]> =>
    (await query().findMany({ where: { requestId }, orderBy: { id: 'asc' } })) as ItemRow[];

  return {
    rowsOf,
    /** Whether a value was let through. */
    async liftedFor(requestId: number): Promise<(kind: string, value: string) => boolean> {
      const lifted = new Set(
        (await rowsOf(requestId)).filter((row) => row.lifted).map(({ digest }) => digest)
      );
      return (kind, value) => lifted.has(digestOf(kind, value));
    },
    /** Writes down what was found; what was said about a value before still counts. */
    async note(requestId: number, others: ThirdParties): Promise<void> {
      await strapi.db.transaction(async () => {
        const known = new Map((await rowsOf(requestId)).map((row) => [row.digest, row]));
        await query().deleteMany({ where: { requestId } });
        for (const { kind, value, label, occurrences } of others.found()) {
          const digest = digestOf(kind, value);
          const lifted = known.get(digest)?.lifted ?? false;
          const sealed = keyring.seal(value, CONTEXT);
          await query().create({
            data: { requestId, digest, label, kind, sealed, occurrences, lifted },
          });
        }
      });
    },
    async lift(requestId: number, input: unknown): Promise<void> {
      const decisions = parse(liftSchema, input);
      const decidedBy = scopes.cause()?.principal ?? 'system';
      await strapi.db.transaction(async () => {
        for (const { item, lifted } of decisions) {
          const where = { id: item, requestId };
          const { count } = await query().updateMany({ where, data: { lifted, decidedBy } });
          if (count === 0)
            throw new errors.NotFoundError('Item not found', { code: 'NOT_FOUND', path: ['item'] });
        }
      });
    },
    async discard(requestId: number): Promise<void> {
      await query().deleteMany({ where: { requestId } });
    },
    valueOf: ({ sealed }: ItemRow): string => keyring.open(sealed, CONTEXT) as string,
  };
};

/** A file of the media library on this machine; null where it is elsewhere, or too large. */
const fileEntry = async (strapi: Core.Strapi, fileId: number): Promise<ArchiveEntry | null> => {
  const file = (await strapi.db.query(FILE_UID).findOne({ where: { id: fileId } })) as {
    hash: string;
    ext: string | null;
    provider: string;
  } | null;
  if (file?.provider !== 'local') return null;
  const ext = file.ext ?? '';
  const path = join(strapi.dirs.static.public, 'uploads', `${file.hash}${ext}`);
  const size = await stat(path).then(
    (one) => one.size,
    () => Infinity
  );
  if (size > LARGEST_FILE) return null;
  const name = `${fileId}-${safeName(file.hash)}${safeName(extname(`x${ext}`) || '.bin')}`;
  return { path: `files/${name}`, body: await readFile(path) };
};

type Records = Map<string, PackageRecord[]>;

async function* recordEntries(records: Records): AsyncGenerator<ArchiveEntry> {
  for (const [type, own] of records)
    for (let at = 0; at < own.length; at += RECORDS_A_FILE) {
      const part = own.slice(at, at + RECORDS_A_FILE);
      const name = `data/${safeName(type)}${at === 0 ? '' : `-${at / RECORDS_A_FILE + 1}`}`;
      yield { path: `${name}.json`, body: Buffer.from(toJson(part)) };
      yield { path: `${name}.csv`, body: Buffer.from(toCsv(part)) };
    }
}

/** What the package says about the processing (Art. 15(1) GDPR), from annotations and disclosures. */
const aboutOf = async (
  { annotations, recipientsOf, controller }: PackageWorkInput,
  request: RequestCase,
  subject: SubjectQuery,
  others: ThirdParties
): Promise<PackageAbout> => {
  const types = [...(await annotations.current()).contentTypes.values()];
  const all = types.flatMap((type) => [...type.attributes.values()]);
  const unique = (texts: readonly (string | null | undefined)[]): string[] =>
    [...new Set(texts.filter((text) => typeof text === 'string'))].sort();
  return {
    reference: request.reference,
    createdAt: new Date().toISOString(),
    profile: profileOf(request),
    controller: controller(),
    categories: unique(all.map(({ category }) => category)),
    legalBases: unique(all.map(({ legalBasis }) => legalBasis)),
    recipients: await recipientsOf(subject.roots),
    retention: unique(
      all.map(({ retention }) => retention && `${retention.basis} (${retention.for})`)
    ),
    withheld: others.found().map(({ label, occurrences }) => ({ label, occurrences })),
  };
};

/** Creates the work behind requests for access and portability; calls expect system scope. */
export const createPackageWork = (input: PackageWorkInput): RequestWork => {
  const { strapi, audit, keyring, vault, collecting, subjectOf } = input;
  const review = createReview(input);

  const gather = async (request: RequestCase) => {
    const subject = await subjectOf(request);
    const lifted = await review.liftedFor(request.id);
    const { pieces, others } = await collecting(subject, profileOf(request), lifted);
    const records: Records = new Map();
    const files: number[] = [];
    for await (const piece of pieces) {
      if (piece.kind === 'file') files.push(piece.fileId);
      else {
        const { contentType } = piece.record;
        records.set(contentType, [...(records.get(contentType) ?? []), piece.record]);
      }
    }
    return { subject, others, records, files };
  };

  async function* entriesOf(request: RequestCase): AsyncGenerator<ArchiveEntry> {
    const { subject, others, records, files } = await gather(request);
    const about = await aboutOf(input, request, subject, others);
    yield { path: 'index.html', body: Buffer.from(toHtml(about, records)) };
    yield { path: 'about.json', body: Buffer.from(JSON.stringify(about, null, 2)) };
    yield* recordEntries(records);
    if (profileOf(request) === 'portability') return;
    for (const fileId of files) {
      const entry = await fileEntry(strapi, fileId);
      if (entry) yield entry;
    }
  }

  const summaryOf = async (requestId: number): Promise<PlanSummary> => {
    const rows = await review.rowsOf(requestId);
    const lifted = rows.filter((row) => row.lifted).length;
    return { digest: null, unresolved: 0, figures: { 'third-parties': rows.length, lifted } };
  };

  return {
    hasPlan: false,
    async discover(request) {
      const { others, records, files } = await gather(request);
      await review.note(request.id, others);
      const { figures, ...summary } = await summaryOf(request.id);
      const count = [...records.values()].reduce((sum, own) => sum + own.length, 0);
      return { ...summary, figures: { ...figures, records: count, files: files.length } };
    },
    async plan(requestId) {
      const rows = await review.rowsOf(requestId);
      const items = rows.map((row) => ({
        id: row.id,
        label: row.label,
        kind: row.kind,
        occurrences: row.occurrences,
        lifted: row.lifted,
        // Enough to recognise, too little to take along.
        value: `${review.valueOf(row).slice(0, 2)}•••`,
      }));
      return { summary: await summaryOf(requestId), items };
    },
    async decide(requestId, decisions) {
      await review.lift(requestId, decisions);
      return summaryOf(requestId);
    },
    currentDigest: () => Promise.resolve(null),
    async execute(request) {
      let written = 0;
      const body = archive(
        entriesOf(request),
        (manifest) => keyring.sign(manifest, 'custodian-package-manifest+jws'),
        (manifest) => {
          written = manifest.length;
        }
      );
      await vault.store(request, body, () => written);
    },
    async verify({ id }) {
      return { residue: (await vault.isIntact(id)) ? 0 : 1, retained: 0, nextDue: null };
    },
    async conclude({ id, reference }) {
      const { token, expiresAt } = await vault.release(id);
      const details = { reference, expiresAt: expiresAt.toISOString() };
      await audit.record({ type: 'package.released', details });
      const base = strapi.config.get<string>('server.absoluteUrl', '');
      const prefix = strapi.config.get<string>('api.rest.prefix', '/api');
      return { link: `${base}${prefix}/custodian/packages/${token}` };
    },
    async discard(requestId) {
      await review.discard(requestId);
      await vault.discard(requestId);
    },
  };
};
