'use strict';

module.exports = {
  routes: [{ method: 'GET', path: '/accounts-stream', handler: 'account.stream' }],
};
