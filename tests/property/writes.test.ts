import type { WriteRules } from './generators/write-policy';
import { freezeClock } from './harness/determinism';
import { readSettings } from './harness/settings';
import type { WriteApp } from './harness/write-app';
import { startWriteApp } from './harness/write-app';
import { searchWrites } from './harness/writes/search-writes';
import { createWritePower } from './harness/writes/write-power';

jest.mock('@paralleldrive/cuid2', () =>
  jest.requireActual<typeof import('./harness/determinism')>('./harness/determinism')
);

/**
 * Random writes by an actor with little right, and the whole database compared before and after each:
 * only what the model permits may have changed. Jest fails a test on an unhandled rejection or an
 * uncaught exception, so a write that would end the process ends the run.
 */
const settings = readSettings();
const HOURS = 3_600_000;

let app: WriteApp;

beforeAll(async () => {
  process.stdout.write(`PROPERTY_SEED=${settings.seed}\n`);
  freezeClock();
  app = await startWriteApp();
});

// A failed start leaves nothing to stop.
afterAll(() => (app as WriteApp | undefined)?.stop());

test(
  'a write changes nothing but what it is aimed at and permitted to change',
  async () => {
    const power = createWritePower();
    const findings = await searchWrites(app, settings, power);
    process.stdout.write(`${power.summary()}\n`);
    expect(findings.join('\n\n')).toBe('');
    expect(power.changed()).toBeGreaterThan(0.25);
    expect(power.hidden()).toBeGreaterThan(0.2);
  },
  2 * HOURS
);

test(
  'a right that is given too generously is found',
  async () => {
    const CONTACT = 'api::contact.contact';
    const inForce = ({ policy, memberships }: WriteRules): WriteRules => {
      const all = { create: 'all', read: 'all', update: 'all', delete: 'all' } as const;
      const profiles = policy.profiles.map((profile) => ({
        ...profile,
        contentTypes: { ...profile.contentTypes, [CONTACT]: all },
      }));
      return { policy: { ...policy, profiles }, memberships };
    };
    const findings = await searchWrites(
      app,
      { ...settings, findings: 1, inForce },
      createWritePower()
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/hidden-document|without-right|link-to-hidden|hidden-link/);
  },
  HOURS
);
