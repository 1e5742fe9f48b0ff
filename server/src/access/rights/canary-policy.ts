import type { CompiledMask } from '../policy/mask-catalogue';
import type { CompiledPolicy, GovernedType, Profile, RecordAction } from '../policy/types';
import { RECORD_ACTIONS } from '../policy/types';
import type { Session } from './session';

const NAME = 'custodian-self-test';

const group = {
  code: NAME,
  name: NAME,
  kind: 'organisation',
  parent: null,
  matches: [],
  ancestors: [],
  subtree: [NAME],
} as const;

const depths = Object.fromEntries(
  RECORD_ACTIONS.map((action) => [action, action === 'read' ? 'all' : 'none'])
) as Record<RecordAction, 'all' | 'none'>;

/** A session that sees every record of a policy's types, and every field rule at work with one mask. */
export const createCanarySession = (
  policy: CompiledPolicy,
  principal: string,
  mask: CompiledMask['sql']
): Session => {
  const types = new Map(
    [...policy.types].map(([uid, type]): [string, GovernedType] => [
      uid,
      {
        ...type,
        // What it reads goes to nobody.
        auditReads: false,
        fields: type.fields.map((rule) => ({ ...rule, mask: { absent: false, sql: mask } })),
      },
    ])
  );
  const profile: Profile = {
    code: NAME,
    name: NAME,
    depths: Object.fromEntries([...types.keys()].map((uid) => [uid, depths])),
    clear: {},
    readonly: {},
    tasks: [],
    signIn: null,
  };
  return {
    version: null,
    policy: {
      ...policy,
      types,
      groups: new Map([...policy.groups, [NAME, group]]),
      profiles: new Map([[NAME, profile]]),
    },
    memberships: [{ id: 0, principal, group: NAME, profile: NAME }],
    closed: [],
    outside: [],
    sharing: false,
    restricting: false,
  };
};
