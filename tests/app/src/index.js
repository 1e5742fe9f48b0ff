'use strict';

/** A query of the project's own, without authorisation, that tells on whose behalf resolvers run. */
const callerQuery = (strapi) => ({
  typeDefs: 'type Query { caller: String }',
  resolvers: {
    Query: {
      caller: {
        resolve: () => strapi.plugin('custodian').service('scope').actor()?.principal ?? 'system',
      },
    },
  },
  resolversConfig: { 'Query.caller': { auth: false } },
});

/** A relation of accounts people log in with, as projects add them. */
const FAVOURITES = { type: 'relation', relation: 'manyToMany', target: 'api::account.account' };

module.exports = {
  register({ strapi }) {
    if (process.env.USER_FAVOURITES === 'on')
      strapi.contentType('plugin::users-permissions.user').attributes.favourites = FAVOURITES;
    if (process.env.GRAPHQL === 'on')
      strapi
        .plugin('graphql')
        .service('extension')
        .use(() => callerQuery(strapi));
  },
};
