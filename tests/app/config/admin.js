'use strict';

module.exports = {
  serveAdminPanel: false,
  autoOpen: false,
  auth: { secret: 'fixture-admin-secret' },
  apiToken: { salt: 'fixture-api-token-salt' },
  transfer: { token: { salt: 'fixture-transfer-salt' } },
  secrets: { encryptionKey: 'fixture-encryption-key-0123456789' },
  rateLimit: { enabled: false },
};
