import type { PolicyDocument } from '../../../server/src/access/policy/types';

import type { Calls } from './calls';
import type { ActivePolicy, Comparison, GroupsAnswer, PolicyVersion } from './types';

/** The policy document: as it is in force, as it was, and as it would be. */
export const createPolicyApi = ({ get, post, put, dataOf }: Calls) => ({
  policy: () => dataOf<ActivePolicy>('/policy'),
  versions: () => dataOf<(PolicyVersion & { active: boolean })[]>('/policy/versions'),
  version: (version: number) => dataOf<ActivePolicy>(`/policy/versions/${version}`),
  compare: (document: unknown) => put<Comparison>('/policy', { document }, { dryRun: true }),
  activate: (document: unknown, basedOn: number | null) =>
    put<ActivePolicy>('/policy', { document }, basedOn === null ? {} : { basedOn }),
  rollBack: (version: number) => post<ActivePolicy>(`/policy/versions/${version}/activate`, {}),

  groups: () => get<GroupsAnswer>('/groups'),
  importM49: (roots: string[] | null) =>
    post<PolicyDocument['groups']>('/groups/import', {
      source: 'un-m49',
      ...(roots && { roots }),
    }),
});
