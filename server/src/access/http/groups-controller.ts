import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import type { ScopeStore } from '../../platform/scope';
import { dataOf, parse } from '../../platform/http/request';
import { importM49 } from '../groups/m49';
import { moveGroup } from '../groups/tree';
import type { ActivePolicy, PolicyStore } from '../policy/store';
import type { GroupConfig } from '../policy/types';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
}

const moveBody = z.strictObject({ parent: z.string().min(1).nullable() });
const importBody = z.strictObject({
  source: z.literal('un-m49'),
  /** Codes of the areas to take, with all below them; the whole world when absent. */
  roots: z.array(z.string().min(1)).optional(),
  countries: z.enum(['leaf', 'matches']).optional(),
});

/** Shows and changes the group tree. The tree is part of the policy: a change is a new version. */
export const createGroupsController = ({ scopes, policies }: Dependencies) => {
  const required = async (): Promise<ActivePolicy> => {
    const active = await policies.active();
    if (!active) throw new errors.NotFoundError('No policy is in force', { code: 'NO_POLICY' });
    return active;
  };

  const change = (edit: (groups: GroupConfig[]) => GroupConfig[]) => {
    const by = scopes.actor()?.principal ?? 'system';
    return scopes.runAsSystem(async () => {
      const { document } = await required();
      return policies.activate({ ...document, groups: edit(document.groups) }, { by });
    });
  };

  const answer = ({ version, document }: ActivePolicy) => ({
    data: document.groups,
    meta: { version },
  });

  return {
    async find(ctx: Context) {
      ctx.body = answer(await scopes.runAsSystem(required));
    },

    async move(ctx: Context) {
      const { parent } = parse(moveBody, dataOf(ctx.request.body));
      const { code } = parse(z.object({ code: z.string() }), ctx.params);
      ctx.body = answer(await change((groups) => moveGroup(groups, code, parent)));
    },

    /** Adds the regions of UN M49; groups whose code is taken already stay as they are. */
    async import(ctx: Context) {
      const { roots, countries } = parse(importBody, dataOf(ctx.request.body));
      const imported = importM49({ ...(roots && { roots }), ...(countries && { countries }) });
      ctx.body = answer(
        await change((groups) => {
          const taken = new Set(groups.map(({ code }) => code));
          return [...groups, ...imported.filter(({ code }) => !taken.has(code))];
        })
      );
    },
  };
};
