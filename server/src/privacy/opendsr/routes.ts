/** Callers prove themselves by a key of the configuration, not to users-permissions. */
const controllerRoute = (method: 'GET' | 'POST' | 'DELETE', path: string, handler: string) => ({
  method,
  path: `/opendsr/v2${path}`,
  handler,
  config: { auth: false as const, policies: [] },
});

/** What controllers call (OpenDSR v2). */
export const OPENDSR_CONTENT_ROUTES = [
  controllerRoute('GET', '/discovery', 'opendsr.discovery'),
  controllerRoute('POST', '/requests', 'opendsr.create'),
  controllerRoute('GET', '/requests/:id', 'opendsr.findOne'),
  controllerRoute('DELETE', '/requests/:id', 'opendsr.cancel'),
] as const;
