/** Runs in every test file: nothing may phone home, and booting Strapi takes longer than 5 seconds. */
process.env.NODE_ENV = 'test';
process.env.STRAPI_TELEMETRY_DISABLED = 'true';
process.env.STRAPI_DISABLE_UPDATE_NOTIFICATION = 'true';

jest.setTimeout(120_000);
