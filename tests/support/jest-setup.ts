import fc from 'fast-check';
import { readSettings } from '../property/harness/settings';

/**
 * Runs in every test file: nothing may phone home, booting Strapi takes longer than 5 seconds, and what
 * is random is the same in every run (see `readSettings`).
 */
fc.configureGlobal({ seed: readSettings().seed });

process.env.NODE_ENV = 'test';
process.env.STRAPI_TELEMETRY_DISABLED = 'true';
process.env.STRAPI_DISABLE_UPDATE_NOTIFICATION = 'true';

jest.setTimeout(120_000);
