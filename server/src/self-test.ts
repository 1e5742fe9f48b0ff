import type { Core } from '@strapi/strapi';
import type { PolicyStore } from './access/policy/store';
import type { CompiledPolicy } from './access/policy/types';
import { createCanarySession } from './access/rights/canary-policy';
import type { Sessions } from './access/rights/session';
import type { AccessRule } from './enforcement/access-rule';
import type { Governance } from './enforcement/governance';
import { runSelfTest, SELF_TEST_PRINCIPAL, type CanaryResult } from './enforcement/self-test';
import { canaryMask, runMaskCanaries } from './enforcement/strapi-mask-canaries';
import type { ModelMeta } from './enforcement/strapi-metadata';
import { createNobody, type Actor } from './platform/actor';
import type { ScopeStore } from './platform/scope';

interface Parts {
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly sessions: Sessions;
  readonly governance: Governance;
  readonly rule: AccessRule;
  readonly models: () => readonly ModelMeta[];
}

/** Creates the start-up self-test: every hook, and every mask, against a policy. */
export const createSelfTest = (
  strapi: Core.Strapi,
  parts: Parts
): ((policy?: CompiledPolicy | null) => Promise<CanaryResult[]>) => {
  const { scopes, policies, sessions, governance, rule, models } = parts;
  const { catalogueFor } = governance;
  const tryMasks = (policy: CompiledPolicy) => {
    const actor: Actor = {
      ...createNobody(),
      kind: 'token',
      principal: `${SELF_TEST_PRINCIPAL}-masks`,
    };
    sessions.attach(actor, createCanarySession(policy, actor.principal, canaryMask));
    return runMaskCanaries({ strapi, scopes, rule, catalogueFor, models }, actor);
  };
  return async (candidate) => {
    const policy = candidate === undefined ? await policies.inForce() : candidate;
    const actor = { ...createNobody(), principal: SELF_TEST_PRINCIPAL };
    sessions.attach(actor, {
      policy,
      version: null,
      memberships: [],
      closed: [],
      outside: [],
      sharing: true,
      restricting: true,
    });
    const results = await runSelfTest({ strapi, scopes, catalogueFor }, actor);
    return policy ? [...results, ...(await tryMasks(policy))] : results;
  };
};
