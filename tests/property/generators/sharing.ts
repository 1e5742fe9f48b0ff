import type {
  Condition,
  Level,
  Policy,
  PolicyGroup,
  PolicyProfile,
  Restriction,
  Share,
  SharingRule,
} from '../model/policy';
import type { DataSet, Uid } from '../model/types';
import { text } from '../model/types';
import type { Random } from './random';
import * as pools from './values';

const HOUR = 3_600_000;
const LEVELS: Level[] = ['read', 'read', 'update', 'delete', 'share'];

const end = (random: Random): string | null => {
  const hours = random.pick([null, null, 48, -1]);
  return hours === null ? null : new Date(Date.now() + hours * HOUR).toISOString();
};

interface Field {
  name: string;
  pool: readonly unknown[];
  kind: 'text' | 'ordered' | 'flag';
}

const FIELDS: Record<Uid, Field[]> = {
  'api::account.account': [
    { name: 'name', pool: pools.NAMES, kind: 'text' },
    { name: 'country', pool: pools.COUNTRIES, kind: 'text' },
    { name: 'industry', pool: pools.INDUSTRIES, kind: 'flag' },
    { name: 'size', pool: pools.NUMBERS, kind: 'ordered' },
    { name: 'revenue', pool: pools.DECIMALS, kind: 'ordered' },
    { name: 'active', pool: [true, false], kind: 'flag' },
    { name: 'foundedOn', pool: pools.DATES, kind: 'ordered' },
    { name: 'lastCallAt', pool: pools.TIMES, kind: 'ordered' },
  ],
  'api::contact.contact': [
    { name: 'lastName', pool: pools.NAMES, kind: 'text' },
    { name: 'score', pool: pools.NUMBERS, kind: 'ordered' },
    { name: 'birthDate', pool: pools.DATES, kind: 'ordered' },
  ],
  'api::ticket.ticket': [
    { name: 'priority', pool: pools.PRIORITIES, kind: 'flag' },
    { name: 'effort', pool: pools.NUMBERS, kind: 'ordered' },
  ],
};

const OPERATORS: Record<Field['kind'], string[]> = {
  flag: ['$eq', '$ne'],
  ordered: ['$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$between', '$in', '$notIn'],
  text: ['$eq', '$ne', '$in', '$notIn', '$contains', '$startsWith', '$endsWith'],
};

const operand = (random: Random, operator: string, { pool }: Field): unknown => {
  if (operator === '$between') return [random.pick(pool), random.pick(pool)];
  if (operator === '$in' || operator === '$notIn') return [random.pick(pool), random.pick(pool)];
  const value = random.pick(pool);
  const isPart = ['$contains', '$startsWith', '$endsWith'].includes(operator);
  return isPart ? text(value).slice(random.integer(0, 1), 3).trim() || 'e' : value;
};

const onAttribute = (random: Random, fields: Field[]): Condition => {
  const field = random.pick(fields);
  if (random.chance(0.1)) return { [field.name]: { $null: random.chance(0.5) } };
  if (random.chance(0.1)) return { [field.name]: random.pick(field.pool) };
  const operator = random.pick(OPERATORS[field.kind]);
  const comparison = { [operator]: operand(random, operator, field) };
  return { [field.name]: random.chance(0.2) ? { $not: comparison } : comparison };
};

const condition = (random: Random, fields: Field[], depth = 0): Condition => {
  if (depth > 2 || random.chance(0.6)) return onAttribute(random, fields);
  const parts = [condition(random, fields, depth + 1), condition(random, fields, depth + 1)];
  return random.pick<Condition>([{ $and: parts }, { $or: parts }, { $not: parts[0] }]);
};

/** Up to three rules, on any attribute and operator that a policy may use. */
export function generateSharingRules(
  random: Random,
  uids: Uid[],
  groups: PolicyGroup[],
  profiles: PolicyProfile[]
): SharingRule[] {
  const possible = uids.filter((uid) => uid in FIELDS);
  if (possible.length === 0) return [];
  return Array.from({ length: random.integer(0, 3) }, () => {
    const contentType = random.pick(possible);
    const names = [
      ...groups.map(({ code }) => `group:${code}`),
      ...profiles.map(({ code }) => `profile:${code}`),
    ];
    return {
      contentType,
      where: condition(random, FIELDS[contentType] ?? []),
      principal: random.pick(names),
      level: random.pick(LEVELS),
    };
  });
}

const documentsOf = (data: DataSet, uid: Uid): string[] => [
  ...new Set((data.rows[uid] ?? []).map((row) => text(row.documentId))),
];

/** Shares of some documents with principals, groups and profiles; some are over. */
export function generateShares(
  random: Random,
  policy: Policy,
  data: DataSet,
  principals: string[]
): Share[] {
  const names = [
    ...principals,
    ...principals,
    ...policy.groups.map(({ code }) => `group:${code}`),
    ...policy.profiles.map(({ code }) => `profile:${code}`),
  ];
  return Object.keys(policy.contentTypes).flatMap((contentType) =>
    random.some(documentsOf(data, contentType), 4).map((documentId) => ({
      contentType,
      documentId,
      principal: random.pick(names),
      level: random.pick(LEVELS),
      expiresAt: end(random),
    }))
  );
}

/** A few marks; some are over. */
export function generateRestrictions(random: Random, policy: Policy, data: DataSet): Restriction[] {
  return Object.keys(policy.contentTypes).flatMap((contentType) =>
    random.some(documentsOf(data, contentType), 2).map((documentId) => ({
      contentType,
      documentId,
      kind: random.pick<Restriction['kind']>(['art-18', 'art-18', 'legal-hold']),
      expiresAt: end(random),
    }))
  );
}
