import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

const PLUGIN_PACKAGE = 'strapi-plugin-custodian';

/**
 * The folder of the plugin's package: the nearest one above this file, which runs both from the
 * sources (admin build) and from dist/ (server). Absolute, because Strapi would try a relative path
 * such as `..` as a module of its own first.
 */
const pluginFolder = (from = __dirname): string => {
  const manifest = path.join(from, 'package.json');
  if (fs.existsSync(manifest)) {
    const { name } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { name?: string };
    if (name === PLUGIN_PACKAGE) return from;
  }
  const parent = path.dirname(from);
  if (parent === from) throw new Error(`${PLUGIN_PACKAGE} was not found above ${__dirname}`);
  return pluginFolder(parent);
};

const config = ({ env }: Core.Config.Shared.ConfigParams) => ({
  custodian: {
    enabled: env('CUSTODIAN', 'on') !== 'off',
    resolve: pluginFolder(),
    config: {
      policyFile: './policy.json',
      uploads: { private: true },
      // `special` or `always`: a second person must approve.
      reveal: { approval: env('REVEAL_APPROVAL', 'never') },
      privacy: {
        country: 'SE',
        controller: 'Volt Nordic AB, Privacy',
        authority: 'Integritetsskyddsmyndigheten, imy.se',
        // Whoever tries it out does not want to wait a day (the default) between approval and erasure.
        undoHours: 0,
        // Whoever begins with an empty database, as tests do, begins with an empty journal too.
        erasure: { journal: env('ERASURE_JOURNAL', '.custodian/erasures.jsonl') },
        // There is no mail server here: what would be sent is in the log.
        mail: { delivery: 'log' },
      },
    },
  },
  'users-permissions': {
    config: {
      jwtSecret: env('JWT_SECRET'),
      jwt: { expiresIn: '7d' },
      // See the note in admin.ts; this counter is per address, over all log-ins together.
      ratelimit: { interval: { min: 1 }, max: 100 },
    },
  },
});

export default config;
