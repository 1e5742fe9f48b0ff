import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import { isGovernable } from '../policy/schema-model';
import type { ModelOf } from '../rights/relation-sql';
import type { Dialect } from '../../platform/dialect';
import type { Sessions } from '../rights/session';
import { actorOf } from './explain';

/** Which records of a type somebody sees, page by page. */
export interface ViewQuestion {
  readonly principal: string;
  readonly contentType: string;
  readonly start: number;
  readonly limit: number;
}

/** The documentIds of a page, in order, and how many records there are. */
export interface ViewAnswer {
  readonly documentIds: readonly string[];
  readonly total: number;
}

/**
 * Lists what somebody sees, by reading in their view. Gives documentIds only: what these records say
 * is for the caller's own view to tell. Recorded. Expects system scope.
 * @throws NotFoundError for a type that is not there, ValidationError for a text that is no principal
 */
export type ViewAs = (question: ViewQuestion) => Promise<ViewAnswer>;

/** What viewing is made of. */
export interface ViewAsInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly sessions: Sessions;
  readonly dialect: Dialect;
  readonly modelOf: ModelOf;
  readonly audit: Audit;
}

interface Counted {
  total?: number | string;
}

/** Creates the view. */
export const createViewAs =
  (input: ViewAsInput): ViewAs =>
  async ({ principal, contentType, start, limit }) => {
    const { strapi, scopes, modelOf, audit } = input;
    const model = isGovernable(contentType) ? modelOf(contentType) : undefined;
    if (!model) throw new errors.NotFoundError('Content type not found', { code: 'NOT_FOUND' });
    const actor = await actorOf(input, principal);
    await audit.record({ type: 'access.viewed-as', contentType, details: { principal } });
    const table = () => strapi.db.getConnection(model.tableName);
    return scopes.runAs(actor, async () => {
      const [counted]: Counted[] = await table().countDistinct({ total: 'document_id' });
      const rows = (await table()
        .distinct('document_id')
        .orderBy('document_id')
        .offset(start)
        .limit(limit)) as { document_id: string }[];
      return {
        documentIds: rows.map(({ document_id }) => document_id),
        total: Number(counted?.total ?? 0),
      };
    });
  };
