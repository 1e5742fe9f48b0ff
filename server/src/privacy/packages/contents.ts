import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { FILE_UID } from '../../enforcement/table-catalogue';
import type { SubjectQuery } from '../discovery/discovery';
import type { RequestCase } from '../requests/work';
import { safeName, type ArchiveEntry } from './archive';
import type { PackageProfile, PackageRecord } from './collect';
import type { PackageWorkInput } from './package-work';
import { toCsv, toHtml, toJson, type PackageAbout } from './render';
import type { createReview } from './review';
import type { ThirdParties } from './third-parties';

/** Records of one type in one file of the archive. */
const RECORDS_A_FILE = 500;
/** Larger files are named in the manifest, and handed over on demand. */
const LARGEST_FILE = 20 * 1_024 * 1_024;

const profileOf = ({ kind }: RequestCase): PackageProfile =>
  kind === 'portability' ? 'portability' : 'access';

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

function* recordEntries(records: Records): Generator<ArchiveEntry> {
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

/** Creates what fills a package: collected once for the review, and again when it is built. */
export const createContents = (
  input: PackageWorkInput,
  review: Pick<ReturnType<typeof createReview>, 'liftedFor'>
) => {
  const { strapi, collecting, subjectOf } = input;

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

  return { gather, entriesOf };
};
