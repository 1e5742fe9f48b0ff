import { errors } from '@strapi/utils';
import type { Actor } from '../../platform/actor';
import type { ScopeStore } from '../../platform/scope';

/** Whoever sent the request. @throws UnauthorizedError for the system: nobody is asking then */
export const callerOf = (scopes: ScopeStore): Actor => {
  const actor = scopes.actor();
  if (!actor) throw new errors.UnauthorizedError();
  return actor;
};

/** 403 for a caller whose profiles do not hold the task. */
export const taskRequired = (message: string, task: string): Error =>
  new errors.PolicyError(message, { code: 'TASK_REQUIRED', task });
