import type { Core } from '@strapi/strapi';
import type { Digest, IdentityIndex } from '../subjects/identity-index';
import type { Identifier } from '../subjects/normalise';
import { REQUEST_IDENTITY_UID } from './models';
import type { PrivacyRequest, Requester } from './request-table';

interface IdentityRow {
  requestId: number;
  kind: string;
  hash: string;
  proven: boolean;
}

/** By what the person of a request is known, and what of it has been proven. */
export interface RequestIdentities {
  add(requestId: number, identifiers: readonly Identifier[], proven: boolean): Promise<void>;
  /** Marks identifiers as proven: those of some kinds, or all. */
  prove(requestId: number, kinds?: readonly string[]): Promise<void>;
  /** The requester's identifiers that have been proven. */
  provenOf(request: PrivacyRequest, requester: Requester): Promise<Identifier[]>;
  /** Requests that carry one of the request's proven identifiers as proven, the request itself left out. */
  requestsLike(request: PrivacyRequest): Promise<number[]>;
  /** Requests that somebody with these identifiers has, proven or not. */
  requestsOf(identifiers: readonly Identifier[]): Promise<number[]>;
  /** Requests that carry any of these digests, proven or not. */
  requestsCarrying(digests: readonly Digest[]): Promise<number[]>;
  forget(requestId: number): Promise<void>;
}

/** Creates the store; calls expect system scope. */
export const createRequestIdentities = (
  { strapi }: { strapi: Core.Strapi },
  index: Pick<IdentityIndex, 'hashOf' | 'hashesOf'>
): RequestIdentities => {
  const table = () => strapi.db.query(REQUEST_IDENTITY_UID);
  const rowsWhere = (where: object) => table().findMany({ where }) as Promise<IdentityRow[]>;
  const idsOf = (rows: readonly IdentityRow[]) => [...new Set(rows.map((row) => row.requestId))];
  const digests = (identifiers: readonly Identifier[]) =>
    identifiers.map((identifier) => ({ kind: identifier.kind, hash: index.hashOf(identifier) }));

  const requestsCarrying = async (found: readonly Digest[]): Promise<number[]> =>
    found.length === 0
      ? []
      : idsOf(await rowsWhere({ $or: found.map(({ kind, hash }) => ({ kind, hash })) }));

  return {
    async add(requestId, identifiers, proven) {
      const data = digests(identifiers).map((digest) => ({ requestId, ...digest, proven }));
      if (data.length > 0) await table().createMany({ data });
    },
    async prove(requestId, kinds) {
      const where = { requestId, ...(kinds ? { kind: { $in: [...kinds] } } : {}) };
      await table().updateMany({ where, data: { proven: true } });
    },
    async provenOf({ id }, requester) {
      const rows = await rowsWhere({ requestId: id, proven: true });
      const proven = new Set(rows.map(({ hash }) => hash));
      // A key that has changed since must not turn proof into doubt.
      return requester.identifiers.filter((identifier) =>
        index.hashesOf(identifier).some((hash) => proven.has(hash))
      );
    },
    async requestsLike({ id }) {
      const own = await rowsWhere({ requestId: id, proven: true });
      if (own.length === 0) return [];
      const $or = own.map(({ kind, hash }) => ({ kind, hash }));
      return idsOf(await rowsWhere({ proven: true, requestId: { $ne: id }, $or }));
    },
    requestsOf: (identifiers) =>
      requestsCarrying(
        identifiers.flatMap((one) => index.hashesOf(one).map((hash) => ({ kind: one.kind, hash })))
      ),
    requestsCarrying,
    async forget(requestId) {
      await table().deleteMany({ where: { requestId } });
    },
  };
};
