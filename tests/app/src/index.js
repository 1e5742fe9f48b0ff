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

module.exports = {
  register({ strapi }) {
    if (process.env.GRAPHQL !== 'on') return;
    strapi
      .plugin('graphql')
      .service('extension')
      .use(() => callerQuery(strapi));
  },
};
