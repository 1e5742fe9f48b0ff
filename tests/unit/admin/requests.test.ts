import type { PlanLine, RequestDetail } from '../../../admin/src/api/request-types';
import { daysUntil, urgencyOf } from '../../../admin/src/privacy/deadline';
import { choicesFor, decisionsOf } from '../../../admin/src/privacy/decisions';
import { readFilters, readPage, readSort } from '../../../admin/src/privacy/inbox-filters';
import { masked } from '../../../admin/src/privacy/mask';
import { actionsFor, type Asker } from '../../../admin/src/privacy/request-actions';
import {
  CLOSED_STATES,
  OPEN_STATES,
  REQUEST_STATES,
  type RequestState,
} from '../../../server/src/privacy/requests/states';

const request = (changes: Partial<RequestDetail> = {}): RequestDetail => ({
  id: 1,
  reference: 'BCDF-GHJK-MNPQ',
  kind: 'erasure',
  state: 'review',
  channel: 'form',
  subject: 'a•••@example.test',
  assignee: null,
  receivedAt: '2026-01-01T10:00:00.000Z',
  dueAt: '2026-02-01T22:59:59.999Z',
  closedAt: null,
  completedAt: null,
  overdue: false,
  extended: false,
  suspended: false,
  restricted: false,
  ambiguous: false,
  failedStage: null,
  locale: 'en',
  requester: null,
  openedBy: null,
  ground: null,
  outcome: {},
  nextDueAt: null,
  notBefore: null,
  approvals: { needed: 2, given: [] },
  plan: { digest: 'd', unresolved: 0, figures: {}, items: [] },
  events: [],
  mails: [],
  ...changes,
});

const everything: Asker = { principal: 'admin:1', can: () => true };
const actions = (changes: Partial<RequestDetail>, asker = everything) =>
  actionsFor(request(changes), asker);

describe('what can be done with a request', () => {
  it.each<[RequestState, string[]]>([
    ['received', ['verify-identity', 'assign', 'extend', 'suspend', 'reject', 'withdraw']],
    ['verified', ['discover', 'assign', 'extend', 'suspend', 'reject', 'withdraw']],
    ['discovering', ['assign', 'extend', 'withdraw']],
    ['review', ['discover', 'approve', 'assign', 'extend', 'reject', 'withdraw']],
    ['approved', ['execute', 'assign', 'extend', 'reject', 'withdraw']],
    ['executing', ['assign', 'extend']],
    ['completed', []],
    ['rejected', []],
  ])('depends on its state: %s', (state, names) => {
    expect(actions({ state })).toEqual(names);
  });

  it('is nothing without the rights, and only approving with only that right', () => {
    expect(actions({}, { principal: 'admin:1', can: () => false })).toEqual([]);
    const can: Asker['can'] = (action) => action === 'requests-approve';
    expect(actions({}, { principal: 'admin:1', can })).toEqual(['approve']);
  });

  it('is approving only for others, and once, and when all is decided', () => {
    const approved = { needed: 2, given: [{ principal: 'admin:1', at: '2026-01-02' }] };
    expect(actions({ approvals: approved })).not.toContain('approve');
    expect(actions({ openedBy: 'admin:1' })).not.toContain('approve');
    expect(actions({ ambiguous: true })).not.toContain('approve');
    expect(actions({ ambiguous: true, kind: 'access' })).toContain('approve');
    const plan = { digest: 'd', unresolved: 1, figures: {}, items: [] };
    expect(actions({ plan })).not.toContain('approve');
  });

  it('is no way back for an erasure that failed half-way', () => {
    const state = 'needs_attention';
    expect(actions({ state, failedStage: 'executing' })).toEqual(['retry', 'assign', 'extend']);
    expect(actions({ state, failedStage: 'discovering' })).toEqual(
      expect.arrayContaining(['retry', 'reject', 'withdraw'])
    );
  });

  it('is extending once, and before the end', () => {
    expect(actions({ extended: true })).not.toContain('extend');
    expect(actions({ overdue: true })).not.toContain('extend');
    expect(actions({ restricted: true, state: 'completed' })).toEqual(['lift-restriction']);
  });
});

describe('a deadline', () => {
  const now = new Date(2026, 4, 10, 12);
  const at = (day: number, hour = 23) => new Date(2026, 4, day, hour).toISOString();

  it.each([
    [at(10, 11), 0, 'late'],
    [at(8), -2, 'late'],
    [at(10), 0, 'soon'],
    [at(13), 3, 'soon'],
    [at(14), 4, 'near'],
    [at(17), 7, 'near'],
    [at(18), 8, 'fine'],
  ])('%s is %i days away: %s', (dueAt, days, urgency) => {
    expect([daysUntil(dueAt, now), urgencyOf(dueAt, now)]).toEqual([days, urgency]);
  });

  it('counts days of the calendar, also where the clocks change', () => {
    expect(daysUntil(new Date(2026, 2, 30, 0, 30).toISOString(), new Date(2026, 2, 28, 23))).toBe(
      2
    );
  });
});

describe('filters of the inbox', () => {
  const none = { state: null, kind: null, assignee: null, overdue: null };
  const now = new Date('2026-05-10T12:00:00.000Z');
  const read = (changes: object) => readFilters({ ...none, ...changes }, 'admin:7', now);

  it('show what is open unless something else is asked for', () => {
    expect(read({})).toEqual({ state: { $in: [...OPEN_STATES] } });
    expect(read({ state: 'nonsense' })).toEqual({ state: { $in: [...OPEN_STATES] } });
    expect(read({ state: 'closed' })).toEqual({ state: { $in: [...CLOSED_STATES] } });
    expect(read({ state: 'all' })).toEqual({});
    for (const state of REQUEST_STATES)
      expect(read({ state })).toEqual({ state: { $in: [state] } });
  });

  it('know whose inbox it is', () => {
    expect(read({ state: 'all', assignee: 'me' })).toEqual({ assignee: { $eq: 'admin:7' } });
    expect(read({ state: 'all', assignee: 'admin:9' })).toEqual({ assignee: { $eq: 'admin:9' } });
    expect(read({ state: 'all', assignee: 'nobody' })).toEqual({ assignee: { $null: true } });
  });

  it('call overdue only what is open', () => {
    const overdue = { state: { $in: [...OPEN_STATES] }, dueAt: { $lt: now.toISOString() } };
    expect(read({ state: 'all', overdue: 'true' })).toEqual(overdue);
    expect(read({ kind: 'erasure', overdue: 'true' })).toEqual({
      ...overdue,
      kind: { $eq: 'erasure' },
    });
  });

  it('take what makes no sense in the address for what is usual', () => {
    expect([readSort('kind:asc'), readSort('evil:asc'), readSort(null)]).toEqual([
      'kind:asc',
      'dueAt:asc',
      'dueAt:asc',
    ]);
    expect(['2', '0', 'x', null].map(readPage)).toEqual([2, 1, 1, 1]);
  });
});

describe('decisions on lines of a plan', () => {
  const line = (item: Partial<PlanLine['item']>) =>
    ({ item: { id: 5, kind: 'cell', strategy: 'redact', ...item } }) as PlanLine;

  it('are only those that fit all of the lines', () => {
    expect(choicesFor([line({})])).toEqual([
      'take',
      'leave',
      'delete',
      'redact',
      'pseudonymise',
      'keep',
    ]);
    expect(choicesFor([line({}), line({ kind: 'document' })])).not.toContain('redact');
    expect(choicesFor([line({ strategy: 'decide' })])).not.toContain('take');
  });

  it('say what is sent', () => {
    const more = { basis: ' Bookkeeping Act ', until: null };
    expect(decisionsOf([line({})], 'take', more)).toEqual([{ item: 5, selected: true }]);
    expect(decisionsOf([line({})], 'leave', more)).toEqual([{ item: 5, selected: false }]);
    expect(decisionsOf([line({})], 'redact', more)).toEqual([
      { item: 5, selected: true, strategy: 'redact' },
    ]);
    expect(decisionsOf([line({})], 'keep', more)).toEqual([
      { item: 5, selected: true, strategy: 'keep', basis: 'Bookkeeping Act', until: null },
    ]);
  });
});

describe('a value over somebody’s shoulder', () => {
  it.each([
    ['anna.berg@example.test', 'a•••••@example.test'],
    ['+46701234567', '+•••••67'],
    ['1234', '••••••'],
  ])('%s is %s', (value, shown) => {
    expect(masked(value)).toBe(shown);
  });
});
