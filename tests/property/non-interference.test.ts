import { freezeClock } from './harness/determinism';
import type { WriteRules } from './generators/write-policy';
import { readSettings } from './harness/settings';
import { createTwinPower } from './harness/twins/twin-power';
import { searchTwins } from './harness/twins/search-twins';
import type { WriteApp } from './harness/write-app';
import { startWriteApp } from './harness/write-app';

jest.mock('@paralleldrive/cuid2', () =>
  jest.requireActual<typeof import('./harness/determinism')>('./harness/determinism')
);

/**
 * Twin databases that differ only in what an actor may not see, and the same requests of that actor
 * to both: every answer must be the same. What the requests leave out, and where twins may not
 * differ, is in `harness/exclusions.ts`.
 */
const settings = readSettings();
const HOURS = 3_600_000;

let app: WriteApp;

beforeAll(async () => {
  process.stdout.write(`PROPERTY_SEED=${settings.seed}\n`);
  freezeClock();
  app = await startWriteApp({ GRAPHQL: 'on' });
});

// A failed start leaves nothing to stop.
afterAll(() => (app as WriteApp | undefined)?.stop());

describe.each(['rep', 'owner'] as const)('%s', (scenario) => {
  test(
    'twins that differ in hidden things only answer alike',
    async () => {
      const power = createTwinPower();
      const findings = await searchTwins(app, { ...settings, scenario }, power);
      process.stdout.write(`${scenario}: ${power.summary()}\n`);
      expect(findings.join('\n\n')).toBe('');
      power.check();
    },
    2 * HOURS
  );
});

test(
  'a type whose hidden records can be seen is found',
  async () => {
    const CONTACT = 'api::contact.contact';
    const inForce = ({ policy, memberships }: WriteRules): WriteRules => {
      const profiles = policy.profiles.map((profile) => ({
        ...profile,
        contentTypes: {
          ...profile.contentTypes,
          [CONTACT]: { ...profile.contentTypes[CONTACT], read: 'all' as const },
        },
      }));
      return { policy: { ...policy, profiles }, memberships };
    };
    const search = { ...settings, scenario: 'rep' as const, findings: 1, inForce };
    const findings = await searchTwins(app, search, createTwinPower());
    expect(findings).toHaveLength(1);
  },
  HOURS
);
