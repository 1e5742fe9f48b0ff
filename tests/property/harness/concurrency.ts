import { addMembership, applyPolicy } from '../../support/custodian';
import { createUser } from '../../support/actors';
import type { TestApp } from './app';
import type { WireAnswer, WireRequest } from './http';
import { createAgent, sendRaw } from './http';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';

/** One of many actors; everything that is theirs carries their marker. */
export interface Marked {
  marker: string;
  headers: Record<string, string>;
  account: string;
  contact: string;
  /** Deals that they have made and not yet deleted. */
  deals: string[];
}

export interface Load {
  actors: Marked[];
  /** A record that nobody owns and everybody's records are linked to. */
  tag: string;
}

const DEPTHS = {
  [ACCOUNT]: { read: 'group', update: 'group', create: 'group', delete: 'none' },
  [CONTACT]: { read: 'group', update: 'group', create: 'group', publish: 'group' },
  [DEAL]: { read: 'own', update: 'own', create: 'own', delete: 'own' },
};

const markerOf = (index: number) => `mk${String(index).padStart(2, '0')}x`;

/** Each actor has a group of its own; accounts and contacts are seen by group, deals by owner. */
export const concurrencyPolicy = (actors: number, read?: 'all') => ({
  version: 1,
  groups: Array.from({ length: actors }, (_, index) => ({
    code: `g${index}`,
    name: `Group ${index}`,
    kind: 'team',
    matches: [markerOf(index)],
  })),
  profiles: [
    {
      code: 'rep',
      name: 'Representative',
      contentTypes: read ? { ...DEPTHS, [ACCOUNT]: { ...DEPTHS[ACCOUNT], read } } : DEPTHS,
    },
  ],
  contentTypes: {
    [ACCOUNT]: { group: { attribute: 'country' } },
    [CONTACT]: { group: { inherit: 'account' } },
    [DEAL]: { owner: 'creator' },
  },
  audiences: { public: { contentTypes: {} }, superAdmin: 'governed' },
});

const create = async (app: TestApp, uid: string, data: object, status?: 'published') => {
  const documents = app.strapi.documents(uid as never);
  const { documentId } = await documents.create({ data, status } as never);
  return documentId;
};

/** Creates actors and what is theirs, as the system. */
export async function createLoad(app: TestApp, count: number): Promise<Load> {
  await applyPolicy(app.strapi, concurrencyPolicy(count));
  const tag = await create(app, 'api::tag.tag', { name: 'everybody' });
  const actors: Marked[] = [];
  for (let index = 0; index < count; index += 1) {
    const marker = markerOf(index);
    const { id, authorization } = await createUser(app.strapi);
    const principal = `user:${id}`;
    await addMembership(app.strapi, { principal, group: `g${index}`, profile: 'rep' });
    const account = await create(app, ACCOUNT, {
      name: `${marker} account`,
      country: marker,
      tags: [tag],
    });
    const contact = await create(
      app,
      CONTACT,
      { firstName: `${marker} contact`, account, tags: [tag], phones: [{ number: marker }] },
      'published'
    );
    actors.push({ marker, headers: { authorization }, account, contact, deals: [] });
  }
  return { actors, tag };
}

/** What the load found. */
export interface Outcome {
  answers: number;
  writes: number;
  /** Answers that showed the actor something of its own. */
  shown: number;
  slowest: number;
  /** Answers that are wrong, the first few of them. */
  wrong: string[];
}

interface Planned extends WireRequest {
  /** The statuses that are right. */
  expected: number[];
  then?: (answer: WireAnswer) => void;
}

const documentIdOf = ({ text }: WireAnswer): string =>
  (JSON.parse(text) as { data: { documentId: string } }).data.documentId;

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;

const reads = ({ actors, tag }: Load, own: Marked): Planned[] => {
  const other = pick(actors.filter((actor) => actor !== own));
  const get = (path: string, expected = [200]): Planned => ({ method: 'GET', path, expected });
  return [
    get('/api/accounts?populate=*&sort=name'),
    get('/api/accounts?filters[name][$contains]=mk'),
    get('/api/contacts?populate[account]=true&populate[phones]=true&sort=account.name'),
    get('/api/contacts?status=draft&_q=mk'),
    get('/api/deals?populate=*'),
    get(`/api/tags/${tag}?populate[accounts][populate]=contacts&populate[contacts]=true`),
    get(`/api/accounts/${own.account}?populate=contacts`),
    get(`/api/contacts/${own.contact}`),
    get(`/api/accounts/${other.account}`, [404]),
    get(`/api/contacts/${other.contact}?populate=*`, [404]),
  ];
};

const writes = ({ actors }: Load, own: Marked): Planned[] => {
  const other = pick(actors.filter((actor) => actor !== own));
  const put = (path: string, data: object, expected = [200]): Planned => ({
    method: 'PUT',
    path,
    body: { data },
    expected,
  });
  const deal = own.deals.shift();
  return [
    put(`/api/accounts/${own.account}?populate=tags.accounts`, { name: `${own.marker} renamed` }),
    put(`/api/contacts/${own.contact}?populate=*`, { lastName: own.marker }),
    put(`/api/accounts/${other.account}`, { name: `${own.marker} stolen` }, [404]),
    { method: 'DELETE', path: `/api/contacts/${other.contact}`, expected: [204, 404] },
    {
      method: 'POST',
      path: '/api/deals?populate=account.tags',
      body: { data: { title: `${own.marker} deal`, account: own.account } },
      expected: [201],
      then: (answer) => own.deals.push(documentIdOf(answer)),
    },
    ...(deal ? [{ method: 'DELETE' as const, path: `/api/deals/${deal}`, expected: [204] }] : []),
  ];
};

const MARKERS = /mk\d\dx/g;
const MOST_WRONG = 10;

export interface LoadOptions {
  seconds: number;
  inFlight: number;
  /** Share of the requests that write. */
  writing: number;
}

/**
 * Strapi's own answer where the same document is published twice at the same moment
 * (`@strapi/core` services/document-service); the second one is refused and changes nothing.
 */
const PUBLISHED_AT_ONCE = /A published entry with documentId .* already exists/;

const isExpected = ({ method, expected }: Planned, { status, text }: WireAnswer): boolean =>
  expected.includes(status) || (method === 'PUT' && status === 400 && PUBLISHED_AT_ONCE.test(text));

/** Keeps many requests of all actors in flight for a while, and reads every answer. */
export async function run(app: TestApp, load: Load, options: LoadOptions): Promise<Outcome> {
  const agent = createAgent(options.inFlight);
  const outcome: Outcome = { answers: 0, writes: 0, shown: 0, slowest: 0, wrong: [] };
  const end = Date.now() + options.seconds * 1000;

  const check = (own: Marked, planned: Planned, answer: WireAnswer) => {
    const { status, text } = answer;
    const markers = text.match(MARKERS) ?? [];
    const foreign = markers.filter((marker) => marker !== own.marker);
    if (markers.length > foreign.length) outcome.shown += 1;
    if (foreign.length === 0 && isExpected(planned, answer)) return;
    if (outcome.wrong.length >= MOST_WRONG) return;
    const what = `${own.marker}: ${planned.method} ${planned.path}`;
    outcome.wrong.push(`${what} ${status} shows ${foreign.join()} ${text.slice(0, 300)}`);
  };

  const one = async (own: Marked) => {
    const isWrite = Math.random() < options.writing;
    const planned = pick((isWrite ? writes : reads)(load, own));
    const started = Date.now();
    try {
      const answer = await sendRaw(app.url, planned, own.headers, agent);
      outcome.answers += 1;
      if (isWrite) outcome.writes += 1;
      outcome.slowest = Math.max(outcome.slowest, Date.now() - started);
      check(own, planned, answer);
      if (planned.expected.includes(answer.status)) planned.then?.(answer);
    } catch (error) {
      outcome.wrong.push(`${own.marker}: ${planned.method} ${planned.path} ${String(error)}`);
    }
  };

  const lane = async (index: number) => {
    const own = load.actors[index % load.actors.length] as Marked;
    while (Date.now() < end && outcome.wrong.length < MOST_WRONG) await one(own);
  };
  await Promise.all(Array.from({ length: options.inFlight }, (_, index) => lane(index)));
  agent.destroy();
  return outcome;
}
