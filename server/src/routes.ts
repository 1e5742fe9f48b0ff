import { adminRoute, contentRoute, ownRoute } from './platform/http/admin-route';

/** All routes, one line each: method, path, handler, and the permission that an admin role needs. */
export const routes = {
  admin: {
    type: 'admin',
    routes: [
      adminRoute('GET', '/policy', 'policy.find', 'policy-read'),
      adminRoute('PUT', '/policy', 'policy.update', 'policy-write'),
      adminRoute('GET', '/policy/versions', 'policy.versions', 'policy-read'),
      adminRoute('POST', '/policy/versions/:version/activate', 'policy.activate', 'policy-write'),
      adminRoute('GET', '/self-test', 'policy.selfTest', 'policy-read'),
      adminRoute('GET', '/groups', 'groups.find', 'policy-read'),
      adminRoute('POST', '/groups/import', 'groups.import', 'policy-write'),
      adminRoute('POST', '/groups/:code/move', 'groups.move', 'policy-write'),
      adminRoute('GET', '/memberships', 'memberships.find', 'memberships-read'),
      adminRoute('POST', '/memberships', 'memberships.create', 'memberships-write'),
      adminRoute('PATCH', '/memberships/:id', 'memberships.update', 'memberships-write'),
      adminRoute('DELETE', '/memberships/:id', 'memberships.delete', 'memberships-write'),
      adminRoute(
        'GET',
        '/placements/:contentType/:documentId',
        'placements.findOne',
        'placements-read'
      ),
      adminRoute(
        'PUT',
        '/placements/:contentType/:documentId',
        'placements.update',
        'placements-write'
      ),
      adminRoute('GET', '/explain', 'access.explain', 'access-explain'),
      ownRoute('GET', '/me', 'access.me'),
      ownRoute('GET', '/files/:documentId', 'files.findOne'),
    ],
  },
  'content-api': {
    type: 'content-api',
    routes: [
      contentRoute('GET', '/me', 'access.me'),
      contentRoute('GET', '/explain', 'access.explain'),
      contentRoute('GET', '/files/:documentId', 'files.findOne'),
    ],
  },
} as const;
