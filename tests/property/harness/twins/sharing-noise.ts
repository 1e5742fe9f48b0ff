import type { Random } from '../../generators/random';
import type { Level, Restriction } from '../../model/policy';
import type { Document, Noise } from './noise';
import { pickDocument } from './noise';

/** Ids of shares that the other twin lacks; no answer may show one. */
const FIRST_ADDED = 2000;
const HOURS = 3_600_000;

/** Most mean somebody else; where one means the actor, the record must be hidden for another reason. */
const PRINCIPALS = ['user:77', 'user:2', 'token:1', 'group:apac', 'group:emea', 'profile:other'];
const OF_THE_ACTOR = ['group:nordics', 'profile:rep', 'user:1'];
const LEVELS: Level[] = ['read', 'update', 'delete', 'share'];

const isOf =
  ({ contentType, documentId }: Document) =>
  (item: Document) =>
    item.contentType === contentType && item.documentId === documentId;

const end = (random: Random) =>
  random.maybe(0.3, () => new Date(Date.now() + random.pick([-1, 48]) * HOURS).toISOString());

const shareRemoved: Noise = ({ random, filling }) => {
  if (filling.shares.length === 0) return null;
  const { id, contentType, documentId, principal } = random.pick(filling.shares);
  return {
    kind: 'shares',
    what: `${contentType} ${documentId} is not shared with ${principal}`,
    apply: (current) => ({
      ...current,
      shares: current.shares.filter((share) => share.id !== id),
    }),
  };
};

const shareAdded: Noise = (source) => {
  const { random } = source;
  const document = pickDocument(source, random.chance(0.6));
  if (!document) return null;
  const principal = random.pick(random.chance(0.7) ? PRINCIPALS : OF_THE_ACTOR);
  const level = random.pick(LEVELS);
  const id = FIRST_ADDED + random.integer(1, 100_000);
  const share = { ...document, id, principal, level, expiresAt: end(random) };
  return {
    kind: 'shares',
    what: `${document.contentType} ${document.documentId} is shared with ${principal}: ${level}`,
    apply: (current) => ({ ...current, shares: [...current.shares, share] }),
  };
};

/** Shares that the actor does not know of: of hidden records, or with somebody else. */
export const shares: Noise = (source) =>
  source.random.pick([shareRemoved, shareAdded, shareAdded])(source);

/** Restrictions of hidden records, which may be hidden for no other reason. */
export const restrictions: Noise = (source) => {
  const { random } = source;
  const document = pickDocument(source, true);
  if (!document) return null;
  const isSame = isOf(document);
  const kind = random.pick<Restriction['kind']>(['art-18', 'legal-hold']);
  const restriction = { ...document, kind, expiresAt: end(random) };
  const isRemoved = source.filling.restrictions.some(isSame);
  return {
    kind: 'restrictions',
    what: `${document.contentType} ${document.documentId}: ${isRemoved ? 'none' : kind}`,
    apply: (current) => {
      const others = current.restrictions.filter((item) => !isSame(item));
      return { ...current, restrictions: isRemoved ? others : [...others, restriction] };
    },
  };
};
