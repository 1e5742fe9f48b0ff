import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const secret = () => randomBytes(32).toString('base64');

const NAMES = [
  'API_TOKEN_SALT',
  'ADMIN_JWT_SECRET',
  'TRANSFER_TOKEN_SALT',
  'JWT_SECRET',
  'ENCRYPTION_KEY',
];

/** Writes a .env with random secrets where there is none; an existing one is left as it is. */
export const ensureSecrets = (playgroundDir) => {
  const file = path.join(playgroundDir, '.env');
  if (existsSync(file)) return;
  const lines = [
    '# Written by `npm run demo`. See .env.example for what else can be set.',
    `APP_KEYS=${secret()},${secret()}`,
    ...NAMES.map((name) => `${name}=${secret()}`),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
};
