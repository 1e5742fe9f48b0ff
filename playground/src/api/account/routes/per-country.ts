export default {
  routes: [{ method: 'GET', path: '/accounts-per-country', handler: 'account.perCountry' }],
};
