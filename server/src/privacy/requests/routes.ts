import { adminRoute } from '../../platform/http/admin-route';

/** The desk. */
export const REQUEST_ADMIN_ROUTES = [
  adminRoute('GET', '/requests', 'requests.find', 'requests-read'),
  adminRoute('POST', '/requests', 'requests.create', 'requests-handle'),
  adminRoute('GET', '/requests/:id', 'requests.findOne', 'requests-read'),
  adminRoute('POST', '/requests/:id/assign', 'requests.assign', 'requests-handle'),
  adminRoute('POST', '/requests/:id/verify-identity', 'requests.verifyIdentity', 'requests-handle'),
  adminRoute('POST', '/requests/:id/extend', 'requests.extend', 'requests-handle'),
  adminRoute('POST', '/requests/:id/suspend', 'requests.suspend', 'requests-handle'),
  adminRoute('POST', '/requests/:id/discover', 'requests.discover', 'requests-handle'),
  adminRoute('POST', '/requests/:id/plan', 'requests.plan', 'requests-handle'),
  adminRoute('POST', '/requests/:id/approve', 'requests.approve', 'requests-approve'),
  adminRoute('POST', '/requests/:id/reject', 'requests.reject', 'requests-handle'),
  adminRoute('POST', '/requests/:id/execute', 'requests.execute', 'requests-handle'),
  adminRoute('POST', '/requests/:id/retry', 'requests.retry', 'requests-handle'),
  adminRoute('POST', '/requests/:id/withdraw', 'requests.withdraw', 'requests-handle'),
  adminRoute(
    'POST',
    '/requests/:id/lift-restriction',
    'requests.liftRestriction',
    'requests-handle'
  ),
] as const;

/**
 * A route that anybody may call: people without an account have rights too. It is rate-limited by its
 * handler, and says nothing to whoever does not hold a request's secret.
 */
const openRoute = (method: 'GET' | 'POST' | 'DELETE', path: string, handler: string) => ({
  method,
  path,
  handler,
  config: { auth: false as const, policies: [] },
});

/** What data subjects do themselves. */
export const REQUEST_CONTENT_ROUTES = [
  openRoute('POST', '/requests', 'ownRequests.create'),
  openRoute('GET', '/requests/:reference', 'ownRequests.findOne'),
  openRoute('GET', '/requests/:reference/confirm', 'ownRequests.confirm'),
  openRoute('POST', '/requests/:reference/verify', 'ownRequests.verify'),
  openRoute('DELETE', '/requests/:reference', 'ownRequests.withdraw'),
] as const;
