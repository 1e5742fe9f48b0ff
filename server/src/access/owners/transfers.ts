import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { isPrincipal, type Actor } from '../../platform/actor';
import { parse } from '../../platform/http/request';
import type { PolicyStore } from '../policy/store';
import type { CompiledPolicy, GovernedType } from '../policy/types';
import { invalid, type Principals } from '../principals';
import type { AccessSql } from '../rights/access-sql';
import type { Path } from '../rights/paths';
import type { EndAccess, EndedAccess } from './end-access';
import type { OwnedRecords } from './owned-records';

/** What a transfer did, or would do. */
export interface TransferReport {
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  /** Per content type: how many records, and some of their documentIds. */
  readonly contentTypes: Readonly<Record<string, { count: number; samples: string[] }>>;
  /** Ended memberships and shares; null if that was not asked for. */
  readonly ended: EndedAccess | null;
}

/** Gives what one principal owns to another. */
export interface Transfers {
  /**
   * Transfers record by record, a chunk a transaction: what is done stays done, and a transfer that
   * was interrupted is finished by asking again.
   * @param within limits the records to those a caller may give away; null for the system
   * @throws ValidationError `UNKNOWN_PRINCIPAL`, `SAME_PRINCIPAL`, `NOT_GOVERNED`, `WRONG_OWNER_KIND`
   */
  transfer(input: unknown, within: ((uid: string) => Path) | null): Promise<TransferReport>;
}

const CHUNK = 200;
const SAMPLES = 5;

const transferInput = z.strictObject({
  from: z.string().min(1),
  to: z.string().min(1),
  contentTypes: z.array(z.string().min(1)).min(1).optional(),
  dryRun: z.boolean().default(false),
  endAccess: z.boolean().default(false),
});
type TransferInput = z.infer<typeof transferInput>;

/** Reads the body of a transfer, for those who decide whether a caller may ask for it. */
export const parseTransfer = (input: unknown): TransferInput => parse(transferInput, input);

/** What the service is made of. */
export interface TransfersInput {
  readonly strapi: Core.Strapi;
  readonly policies: PolicyStore;
  readonly principals: Principals;
  readonly owned: OwnedRecords;
  readonly writerFor: (policy: CompiledPolicy) => AccessSql;
  readonly endAccess: EndAccess;
  readonly audit: Audit;
}

const requireFits = ({ uid, owner }: GovernedType, to: string): void => {
  if (owner.kind === 'relation' && !to.startsWith(`${owner.principalKind}:`))
    throw invalid(
      `Records of ${uid} are owned by principals of kind '${owner.principalKind}'`,
      'WRONG_OWNER_KIND',
      ['to']
    );
};

const typesOf = (policy: CompiledPolicy, named: readonly string[] | undefined): GovernedType[] =>
  (named ?? [...policy.types.keys()]).map((uid, index) => {
    const type = policy.types.get(uid);
    if (!type) throw invalid(`${uid} is not governed`, 'NOT_GOVERNED', ['contentTypes', index]);
    return type;
  });

/** Creates the service; all calls expect system scope. */
export const createTransfers = (input: TransfersInput): Transfers => {
  const { strapi, policies, principals, owned, writerFor, endAccess, audit } = input;

  const giveAll = async (
    type: GovernedType,
    where: readonly Path[],
    { from, to }: TransferInput
  ): Promise<number> => {
    let [given, after] = [0, ''];
    for (;;) {
      const chunk = await strapi.db.transaction(async () => {
        const documentIds = await owned.next(type.uid, where, after, CHUNK);
        await owned.give(type, documentIds, to);
        await audit.record(
          ...documentIds.map((documentId) => ({
            type: 'owner.transferred' as const,
            contentType: type.uid,
            documentId,
            details: { from, to },
          }))
        );
        return documentIds;
      });
      given += chunk.length;
      after = chunk.at(-1) ?? after;
      if (chunk.length < CHUNK) return given;
    }
  };

  const check = async ({ from, to }: TransferInput): Promise<CompiledPolicy> => {
    // Who gives may be gone already; who receives must be there.
    if (!isPrincipal(from) || from === 'public')
      throw invalid(`'${from}' is not a principal`, 'UNKNOWN_PRINCIPAL', ['from']);
    await principals.require(to, ['to']);
    if (from === to)
      throw invalid('A transfer to oneself changes nothing', 'SAME_PRINCIPAL', ['to']);
    const policy = await policies.inForce();
    if (!policy) throw new errors.NotFoundError('There is no policy', { code: 'NOT_FOUND' });
    return policy;
  };

  return {
    async transfer(body, within) {
      const request = parseTransfer(body);
      const policy = await check(request);
      const types = typesOf(policy, request.contentTypes);
      const writer = writerFor(policy);
      const { from, to, dryRun } = request;
      // First, so that nothing is added to what is being given away.
      const ended = request.endAccess ? await endAccess(from, { dryRun }) : null;
      const contentTypes: Record<string, { count: number; samples: string[] }> = {};
      for (const type of types) {
        const { uid } = type;
        const ownedByFrom: Path = (context) => writer.ownedBy(uid, [from], context);
        const where = within ? [ownedByFrom, within(uid)] : [ownedByFrom];
        const samples = await owned.next(uid, where, '', SAMPLES);
        if (samples.length === 0) continue;
        requireFits(type, to);
        const count = dryRun ? await owned.count(uid, where) : await giveAll(type, where, request);
        contentTypes[uid] = { count, samples };
      }
      return { from, to, dryRun, contentTypes, ended };
    },
  };
};

/** The part of a transfer that decides whether a caller on the content API may ask for it. */
export const isOwnTransfer = ({ from, endAccess }: TransferInput, actor: Actor): boolean =>
  from === actor.principal && !endAccess;
