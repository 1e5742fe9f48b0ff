import type { LocaleKey } from '../data/locale-fakers';

/** A membership as the seed states it; days count from the day of the seed. */
export interface MembershipSpec {
  group: string;
  profile: string;
  fromDay?: number;
  toDay?: number;
}

/** A colleague without a log-in of the table: `count` of them, named in that language. */
export interface Team {
  names: LocaleKey;
  count: number;
  memberships: MembershipSpec[];
}

const as = (profile: string) => (group: string, fromDay?: number, toDay?: number) => ({
  group,
  profile,
  ...(fromDay === undefined ? {} : { fromDay }),
  ...(toDay === undefined ? {} : { toDay }),
});

const representative = as('representative');
const manager = as('manager');
const support = as('support');
const analyst = as('analyst');
const officer = as('privacy-officer');

/** Who of logins.json is what, by the name before the @; the same for a user and an admin. */
export const LOGIN_MEMBERSHIPS: Record<string, MembershipSpec[]> = {
  'rep.nordics': [representative('nordics')],
  'rep.benelux': [representative('benelux')],
  'rep.apac': [representative('apac')],
  'manager.emea': [manager('emea')],
  'manager.apac': [manager('apac')],
  'privacy.officer': [officer('m49-001')],
  'privacy.lawyer': [officer('m49-001')],
  'support.emea': [support('emea')],
  'analyst.europe': [analyst('m49-150')],
  'key.accounts': [representative('key-accounts')],
  'manager.nordics': [manager('nordics'), representative('benelux')],
  'former.nordics': [representative('nordics', -800, -30)],
};

/** 28 more colleagues; with the twelve users of logins.json there are forty. */
export const TEAMS: Team[] = [
  { names: 'sv', count: 2, memberships: [representative('nordics')] },
  { names: 'nl', count: 1, memberships: [representative('benelux')] },
  { names: 'de', count: 3, memberships: [representative('dach')] },
  { names: 'british', count: 2, memberships: [representative('british-isles')] },
  { names: 'fr', count: 2, memberships: [representative('south-west-europe')] },
  { names: 'en_ZA', count: 1, memberships: [representative('mea')] },
  { names: 'japanese', count: 2, memberships: [representative('apac')] },
  { names: 'en_AU', count: 1, memberships: [representative('anz')] },
  { names: 'en_US', count: 2, memberships: [representative('north-america')] },
  { names: 'pt_BR', count: 1, memberships: [representative('latin-america')] },
  { names: 'pl', count: 1, memberships: [representative('m49-151')] },
  { names: 'tr', count: 1, memberships: [representative('m49-145')] },
  { names: 'en_US', count: 1, memberships: [manager('americas')] },
  { names: 'de', count: 1, memberships: [manager('dach'), analyst('emea')] },
  { names: 'it', count: 1, memberships: [manager('south-west-europe', -365)] },
  { names: 'en_IN', count: 1, memberships: [support('apac'), support('mea', -90, 90)] },
  { names: 'es_MX', count: 1, memberships: [support('americas')] },
  { names: 'fi', count: 1, memberships: [analyst('m49-154'), representative('nordics', 30)] },
  { names: 'da', count: 1, memberships: [representative('dach', -600, -200), analyst('dach')] },
  { names: 'nb_NO', count: 1, memberships: [representative('nordics', 14, 104)] },
  { names: 'fr', count: 1, memberships: [representative('south-west-europe', -700, -1)] },
];
