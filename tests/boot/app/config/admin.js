'use strict';

// The panel is built by `strapi build`, not part of what this project proves.
module.exports = {
  serveAdminPanel: false,
  auth: { secret: 'boot-admin-secret' },
  apiToken: { salt: 'boot-api-token-salt' },
  transfer: { token: { salt: 'boot-transfer-salt' } },
  secrets: { encryptionKey: 'boot-encryption-key-of-32-letters' },
};
