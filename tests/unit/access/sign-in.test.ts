import { validatePolicy } from '../../../server/src/access/policy/validate';
import { membershipsNow } from '../../../server/src/access/sign-in/memberships-now';
import { compileSignIn, type SignInConfig } from '../../../server/src/access/sign-in/sign-in-rule';
import { ANYWHERE } from '../../../server/src/platform/actor';
import { SCHEMAS, emptyDocument } from './fixtures';

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const office = (more: SignInConfig = {}): SignInConfig => ({
  hours: [{ days: [...WEEK], from: '08:00', to: '18:00' }],
  timeZone: 'Europe/Stockholm',
  ...more,
});
/** `open`, or why it is closed and until when. */
const at = (config: SignInConfig, now: string, address: string | null = null) => {
  const closed = compileSignIn(config).closed(new Date(now), address);
  return closed ? [closed.why, closed.until?.toISOString() ?? null] : 'open';
};

describe('hours of a profile', () => {
  it.each([
    // 2027-03-22 is a Monday; Stockholm is at UTC+1 until the 28th, then at UTC+2.
    ['before it opens', '2027-03-22T06:59:59.999Z', ['hours', '2027-03-22T07:00:00.000Z']],
    ['as it opens', '2027-03-22T07:00:00.000Z', 'open'],
    ['as it closes', '2027-03-22T17:00:00.000Z', ['hours', '2027-03-23T07:00:00.000Z']],
    [
      'at the weekend, to summer time',
      '2027-03-27T10:00:00Z',
      ['hours', '2027-03-29T06:00:00.000Z'],
    ],
    ['in summer', '2027-07-05T15:59:59Z', 'open'],
    ['on the Monday after winter time has begun', '2027-11-01T16:59:59Z', 'open'],
  ])('%s', (_when, now, expected) => {
    expect(at(office(), now)).toEqual(expected);
  });

  const night = office({ hours: [{ days: ['fri', 'sat'], from: '22:00', to: '06:00' }] });
  it.each([
    ['before midnight', '2027-03-26T22:30:00Z', 'open'],
    ['after midnight', '2027-03-27T04:59:00Z', 'open'],
    ['in the morning', '2027-03-27T05:00:00Z', ['hours', '2027-03-27T21:00:00.000Z']],
    // Clocks go from 02:00 to 03:00: the night ends an hour earlier.
    ['in the night that is an hour short', '2027-03-28T03:59:00Z', 'open'],
    ['after that night', '2027-03-28T04:00:00Z', ['hours', '2027-04-02T20:00:00.000Z']],
    [
      'on Monday morning, which is nobody’s night',
      '2027-03-29T01:00:00Z',
      ['hours', '2027-04-02T20:00:00.000Z'],
    ],
  ])('over midnight: %s', (_when, now, expected) => {
    expect(at(night, now)).toEqual(expected);
  });

  it('open where clocks have jumped over the beginning, and once where an hour comes twice', () => {
    const early = office({ hours: [{ days: ['sun'], from: '02:30', to: '04:00' }] });
    expect(at(early, '2027-03-28T00:59:00Z')).toEqual(['hours', '2027-03-28T01:30:00.000Z']);
    expect(at(early, '2027-03-28T01:30:00Z')).toBe('open');
    expect(at(early, '2027-10-31T00:29:00Z')).toEqual(['hours', '2027-10-31T00:30:00.000Z']);
    expect(at(early, '2027-10-31T01:15:00Z')).toBe('open');
    expect(at(early, '2027-10-31T03:00:00Z')).not.toBe('open');
  });

  it('last a whole day to 24:00', () => {
    const day = office({ hours: [{ days: ['wed'], from: '00:00', to: '24:00' }] });
    expect(at(day, '2027-03-23T22:59:59Z')).not.toBe('open');
    expect(at(day, '2027-03-23T23:00:00Z')).toBe('open');
    expect(at(day, '2027-03-24T22:59:59Z')).toBe('open');
    expect(at(day, '2027-03-24T23:00:00Z')).not.toBe('open');
  });

  it('do not begin on a public holiday; a night that began before it ends as it would', () => {
    const work = office({ holidays: 'SE' });
    // Epiphany 2027 is a Wednesday.
    expect(at(work, '2027-01-06T09:00:00Z')).toEqual(['holiday', '2027-01-07T07:00:00.000Z']);
    expect(at(work, '2027-01-06T04:00:00Z')).toEqual(['hours', '2027-01-07T07:00:00.000Z']);
    const nights = { ...work, hours: [{ days: [...WEEK], from: '22:00', to: '06:00' }] };
    expect(at(nights, '2027-01-06T04:00:00Z')).toBe('open');
    expect(at(nights, '2027-01-06T22:00:00Z')).toEqual(['holiday', '2027-01-07T21:00:00.000Z']);
    const daily = { holidays: 'SE', timeZone: 'Europe/Stockholm' };
    expect(at(daily, '2027-01-05T12:00:00Z')).toBe('open');
    expect(at(daily, '2027-01-06T12:00:00Z')).toEqual(['holiday', '2027-01-06T23:00:00.000Z']);
  });
});

describe('networks of a profile', () => {
  const networks = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'];
  it.each([
    ['10.255.0.1', true],
    ['11.0.0.1', false],
    ['::ffff:10.1.2.3', true],
    ['::ffff:11.1.2.3', false],
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['2001:db8:1::1', true],
    ['2001:db9::1', false],
    ['::a00:1', false],
    ['fe80::1%eth0', false],
    ['', false],
    ['10.0.0.1, 1.2.3.4', false],
    ['not an address', false],
  ])('%s', (address, isOpen) => {
    expect(at({ networks }, '2027-01-01T00:00:00Z', address)).toEqual(
      isOpen ? 'open' : ['network', null]
    );
  });

  it('hold no unknown address, and nothing against somebody who is only asked about', () => {
    expect(at({ networks }, '2027-01-01T00:00:00Z', null)).toEqual(['network', null]);
    expect(at({ networks }, '2027-01-01T00:00:00Z', ANYWHERE)).toBe('open');
    const both = office({ networks });
    expect(at(both, '2027-03-22T09:00:00Z', '10.0.0.1')).toBe('open');
    expect(at(both, '2027-03-22T20:00:00Z', '10.0.0.1')).not.toBe('open');
    expect(at(both, '2027-03-22T09:00:00Z', '11.0.0.1')).toEqual(['network', null]);
  });
});

describe('signIn in a policy', () => {
  const documentOf = (signIn: unknown, superAdmin = 'governed') => ({
    ...emptyDocument(),
    groups: [{ code: 'g', name: 'G' }],
    profiles: [{ code: 'p', name: 'P', signIn }],
    audiences: { superAdmin },
  });
  const issues = (signIn: unknown): unknown[] => {
    const result = validatePolicy(documentOf(signIn), SCHEMAS);
    return result.ok ? [] : result.issues.map(({ path, code }) => [path.slice(3).join('.'), code]);
  };
  const hours = [{ days: ['mon'], from: '08:00', to: '18:00' }];
  const timeZone = 'Europe/Stockholm';

  it.each<[string, unknown, unknown[]]>([
    [
      'everything',
      { hours, timeZone, holidays: 'DE-BY', networks: ['::1'], outside: 'record' },
      [],
    ],
    ['networks alone', { networks: ['10.0.0.0/8'] }, []],
    ['nothing', {}, [['', 'NO_LIMIT']]],
    ['a mode alone', { outside: 'deny' }, [['', 'NO_LIMIT']]],
    ['no zone', { hours }, [['timeZone', 'REQUIRED']]],
    ['an unknown zone', { hours, timeZone: 'Europe/Lund' }, [['timeZone', 'UNKNOWN_TIME_ZONE']]],
    ['an unknown country', { timeZone, holidays: 'XX' }, [['holidays', 'UNKNOWN_COUNTRY']]],
    ['an unknown part of one', { timeZone, holidays: 'DE-XX' }, [['holidays', 'UNKNOWN_COUNTRY']]],
    [
      'a part of one that has none',
      { timeZone, holidays: 'SE-AB' },
      [['holidays', 'UNKNOWN_COUNTRY']],
    ],
    ['a network that is none', { networks: ['10.0.0.0/33'] }, [['networks.0', 'INVALID_NETWORK']]],
    ['a short address', { networks: ['10.1'] }, [['networks.0', 'INVALID_NETWORK']]],
    ['bits beyond the prefix', { networks: ['10.0.0.1/8'] }, [['networks.0', 'INVALID_NETWORK']]],
    ['IPv4 as IPv6', { networks: ['::ffff:10.0.0.1'] }, [['networks.0', 'INVALID_NETWORK']]],
    ['a mode that is none', { networks: ['::1'], outside: 'warn' }, [['outside', 'UNKNOWN_MODE']]],
    ['a key too many', { networks: ['::1'], place: 'x' }, [['place', 'UNKNOWN_KEY']]],
    [
      'times',
      { timeZone, hours: [{ days: ['monday'], from: '8:00', to: '25:00' }] },
      [
        ['hours.0.days.0', 'UNKNOWN_DAY'],
        ['hours.0.from', 'INVALID_TIME'],
        ['hours.0.to', 'INVALID_TIME'],
      ],
    ],
    [
      'a window without length',
      { timeZone, hours: [{ days: ['mon'], from: '08:00', to: '08:00' }] },
      [['hours.0.to', 'EMPTY_WINDOW']],
    ],
  ])('%s', (_what, signIn, expected) => {
    expect(issues(signIn)).toEqual(expected);
  });

  const membership = { id: 1, principal: 'admin:1', group: 'g', profile: 'p' };
  const now = (outside: string, superAdmin: string) => {
    const result = validatePolicy(
      documentOf({ networks: ['10.0.0.0/8'], outside }, superAdmin),
      SCHEMAS
    );
    if (!result.ok) throw new Error(JSON.stringify(result.issues));
    const actor = { now: new Date(), address: '11.0.0.1', superAdmin: true };
    const { inForce, closed, outside: used } = membershipsNow(result.policy, [membership], actor);
    return [inForce.length, closed.length, used.length];
  };

  it('closes memberships, or records them, and limits no super admin who is not governed', () => {
    expect(now('deny', 'governed')).toEqual([0, 1, 0]);
    expect(now('record', 'governed')).toEqual([1, 0, 1]);
    expect(now('deny', 'bypass')).toEqual([1, 0, 0]);
    expect(now('deny', 'audited')).toEqual([1, 0, 0]);
  });
});
