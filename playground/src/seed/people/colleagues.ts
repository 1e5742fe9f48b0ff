import type { LocaleKey } from '../data/locale-fakers';
import type { PersonNames } from '../generate/names';
import type { Login } from '../project-files';
import { LOGIN_MEMBERSHIPS, TEAMS, type MembershipSpec } from './staff';

const DOMAIN = 'custodian.example';

/** A users-permissions user of the playground. */
export interface Colleague {
  email: string;
  password: string;
  memberships: MembershipSpec[];
}

/** What a log-in of logins.json is, as user or as admin; nothing where the table has no line. */
export const membershipsOfLogin = (email: string): MembershipSpec[] =>
  LOGIN_MEMBERSHIPS[email.split('@')[0] ?? ''] ?? [];

/** The forty users: those of logins.json first, then the teams, always in the same order. */
export const createColleagues = (logins: Login[], names: PersonNames): Colleague[] => {
  const users = logins.filter((login) => login.kind === 'user');
  const password = users[0]?.password;
  if (!password) throw new Error('logins.json names no user');

  const taken = new Set(users.map((user) => user.email));
  const newEmail = (language: LocaleKey): string => {
    const email = `${names(language).mailName}@${DOMAIN}`;
    if (taken.has(email)) return newEmail(language);
    taken.add(email);
    return email;
  };

  return [
    ...users.map(({ email, password: own }) => ({
      email,
      password: own,
      memberships: membershipsOfLogin(email),
    })),
    ...TEAMS.flatMap(({ names: language, count, memberships }) =>
      Array.from({ length: count }, () => ({ email: newEmail(language), password, memberships }))
    ),
  ];
};

const isInForce = ({ fromDay = 0, toDay = 1 }: MembershipSpec) => fromDay <= 0 && toDay > 0;

/** Per group the indexes of the colleagues who are its representatives today. */
export const representativesByGroup = (colleagues: Colleague[]): Map<string, number[]> => {
  const byGroup = new Map<string, number[]>();
  colleagues.forEach(({ memberships }, index) => {
    for (const membership of memberships) {
      if (membership.profile !== 'representative' || !isInForce(membership)) continue;
      byGroup.set(membership.group, [...(byGroup.get(membership.group) ?? []), index]);
    }
  });
  return byGroup;
};
