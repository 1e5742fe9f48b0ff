import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { AccessRule } from '../../enforcement/access-rule';
import { isGovernable } from '../policy/schema-model';
import type { OwnedRecords } from '../owners/owned-records';
import type { Path } from '../rights/paths';
import type { ModelOf } from '../rights/relation-sql';
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
 * Lists what somebody sees, by the rule of their view. It is asked as the system, so that no reading
 * is recorded of somebody who has read nothing; who asks is recorded. Gives documentIds only: what
 * these records say is for the caller's own view to tell. Expects system scope.
 * @throws NotFoundError for a type that is not there, ValidationError for a text that is no principal
 */
export type ViewAs = (question: ViewQuestion) => Promise<ViewAnswer>;

/** What viewing is made of. */
export interface ViewAsInput {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly rule: AccessRule;
  readonly owned: OwnedRecords;
  readonly modelOf: ModelOf;
  readonly audit: Audit;
}

/** Creates the view. */
export const createViewAs =
  (input: ViewAsInput): ViewAs =>
  async ({ principal, contentType, start, limit }) => {
    const { rule, owned, modelOf, audit } = input;
    if (!isGovernable(contentType) || !modelOf(contentType))
      throw new errors.NotFoundError('Content type not found', { code: 'NOT_FOUND' });
    const actor = await actorOf(input, principal);
    await audit.record({ type: 'access.viewed-as', contentType, details: { principal } });
    const isGoverned = rule.governedTypes(actor).has(contentType);
    const visible: Path[] = isGoverned ? [rule.compileView(contentType, actor, 'read').rows] : [];
    return {
      documentIds: await owned.page(contentType, visible, start, limit),
      total: await owned.count(contentType, visible),
    };
  };
