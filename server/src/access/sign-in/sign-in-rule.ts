import { publicHolidays } from '../../platform/public-holidays';
import { ANYWHERE } from '../../platform/actor';
import { closedHours, type ClosedHours, type HoursConfig } from './hours';
import { isWithin, parseNetwork } from './networks';

/** What memberships outside their hours or networks come to: not in force, or in force and recorded. */
export const OUTSIDE_MODES = ['deny', 'record'] as const;
export type OutsideMode = (typeof OUTSIDE_MODES)[number];

/** When and from where the memberships of a profile are in force, as the policy writes it. */
export interface SignInConfig {
  hours?: HoursConfig[];
  /** IANA name; needed for hours and holidays. */
  timeZone?: string;
  /** A country, with a subdivision where holidays differ (`DE-BY`): nothing opens on its public holidays. */
  holidays?: string;
  networks?: string[];
  /** `deny` when absent. */
  outside?: OutsideMode;
}

/** Why a membership is closed, and until when; null: until something else than time changes. */
export interface Closed {
  readonly why: ClosedHours['why'] | 'network';
  readonly until: Date | null;
}

/** The compiled form. */
export interface SignInRule {
  readonly outside: OutsideMode;
  /**
   * Why it is closed; null: it is open.
   * @param address of the client; null: unknown, and so in no network
   */
  readonly closed: (now: Date, address: string | null) => Closed | null;
}

const never = (): boolean => false;

/** Compiles what validation has let pass. @throws Error for holidays that nobody knows */
export const compileSignIn = (config: SignInConfig): SignInRule => {
  const { hours = [], timeZone = 'UTC', holidays, networks, outside = 'deny' } = config;
  const isHoliday = holidays === undefined ? never : publicHolidays(holidays).has;
  const isTimed = hours.length > 0 || holidays !== undefined;
  const ranges = networks?.map(parseNetwork).filter((range) => range !== null);
  return {
    outside,
    closed(now, address) {
      if (ranges && address !== ANYWHERE && !isWithin(ranges, address))
        return { why: 'network', until: null };
      return isTimed ? closedHours({ windows: hours, zone: timeZone, isHoliday }, now) : null;
    },
  };
};
