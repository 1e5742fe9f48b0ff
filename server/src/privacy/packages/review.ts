import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import { parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { Keyring } from '../proof/keyring';
import { PACKAGE_ITEM_UID } from './models';
import type { ThirdParties } from './third-parties';

/** A value of somebody else, as it is stored. */
export interface ItemRow {
  id: number;
  label: string;
  kind: string;
  sealed: string;
  digest: string;
  occurrences: number;
  lifted: boolean;
}

const CONTEXT = 'third party';
const liftSchema = z
  .array(z.strictObject({ item: z.int32().positive(), lifted: z.boolean() }))
  .min(1)
  .max(1_000);

interface ReviewInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly keyring: Keyring;
}

/** Shows what a reviewer has to judge. */
export interface ThirdPartyValues {
  /** The value behind an item of a request. @throws NotFoundError if the request has no such item */
  look(
    requestId: number,
    item: number
  ): Promise<{ readonly label: string; readonly value: string }>;
}

/** Creates the look at others' values; calls expect system scope. */
export const createThirdPartyValues = (input: Omit<ReviewInput, 'scopes'>): ThirdPartyValues => ({
  async look(requestId, item) {
    const where = { id: item, requestId };
    const row = (await input.strapi.db
      .query(PACKAGE_ITEM_UID)
      .findOne({ where })) as ItemRow | null;
    if (!row)
      throw new errors.NotFoundError('Item not found', { code: 'NOT_FOUND', path: ['item'] });
    return { label: row.label, value: valueIn(input.keyring, row) };
  },
});

const valueIn = (keyring: Keyring, { sealed }: ItemRow): string =>
  keyring.open(sealed, CONTEXT) as string;

/** Others' values that were found, and what a reviewer said about them. */
export const createReview = ({ strapi, scopes, keyring }: ReviewInput) => {
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
    valueOf: (row: ItemRow): string => valueIn(keyring, row),
  };
};
