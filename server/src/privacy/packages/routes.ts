/** Open to whoever holds the token of a package: there may be no account. */
export const PACKAGE_CONTENT_ROUTES = [
  {
    method: 'GET' as const,
    path: '/packages/:token',
    handler: 'packages.findOne',
    config: { auth: false as const, policies: [] },
  },
] as const;
