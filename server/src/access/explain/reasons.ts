import type { Grant } from '../rights/rights';

/** A sentence that the admin panel translates: key, parameters, and the English of it. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly key: string;
  readonly params: Readonly<Record<string, string | number | null>>;
  readonly text: string;
}

/** The English of every reason; the panel's translations have the same keys and parameters. */
export const REASON_TEXTS = {
  'not-governed': '{contentType} is not governed by the policy: everybody sees it',
  'super-admin': 'A super admin sees all records (policy: superAdmin is {mode})',
  all: 'Profile {profile} in group {group} reaches all records',
  owner: 'Owns the record; profile {profile} in group {group} reaches own records',
  group:
    'The record is in group {recordGroup}; profile {profile} in group {group} reaches it (depth {depth})',
  share: 'The record is shared with {principal} at level {level} (share {share})',
  'sharing-rule':
    'Sharing rule {rule} of the policy shares the record with {principal} at level {level}',
  'parent-share': 'The record it belongs to ({attribute}) is shared',
  self: 'It is the account that {principal} logs in with',
  public: 'The public may see all records of this content type',
  'out-of-reach':
    'Profile {profile} reaches {depth} from group {group}, but the record is neither owned nor placed there',
  'profile-without-right':
    'Profile {profile} in group {group} does not allow to {action} {contentType}',
  'no-membership': '{principal} has no membership that is valid now',
  'outside-hours': 'Profile {profile} in group {group} is closed now ({why}), until {until}',
  'outside-networks':
    'Profile {profile} in group {group} is closed for the address that the request comes from',
  'public-without-right': 'The policy does not allow the public to {action} {contentType}',
  'not-readable': 'The record cannot be read, and so not be changed either',
  'share-ceiling':
    'The record is shared, but no profile allows to {action} {contentType}: a share does not lift that',
  restriction: 'The record is under a restriction ({kind}), which blocks to {action} it',
  'never-clear': 'No profile shows {field} of {contentType} as it is',
  revealed: 'Every row that shows {field} does so because it has been revealed',
  partly:
    'Only {reached} of the {total} versions of the record (draft, published, locales) are in reach; all would have to be',
} as const;

/** Why something is granted or not. */
export type ReasonKind = keyof typeof REASON_TEXTS;

/** A reason with its parameters filled in. */
export const reason = (
  kind: ReasonKind,
  params: Readonly<Record<string, string | number | null>>
): Reason => ({
  kind,
  key: `custodian.explain.${kind}`,
  params,
  text: REASON_TEXTS[kind].replace(/\{(\w+)\}/g, (_match, name: string) =>
    String(params[name] ?? '')
  ),
});

const paramsOf = ({ membership, depth }: Grant) => ({
  membership: membership?.id ?? null,
  group: membership?.group ?? null,
  profile: membership?.profile ?? null,
  depth,
});

/** A membership that reaches the record, and on which path. */
export const grantReason = (
  path: 'all' | 'owner' | 'group',
  grant: Grant,
  recordGroup: string | null = null
): Reason => reason(grant.membership ? path : 'public', { ...paramsOf(grant), recordGroup });

/** A membership that allows the action, but not on this record. */
export const outOfReach = (grant: Grant): Reason => reason('out-of-reach', paramsOf(grant));
