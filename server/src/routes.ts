import { PACKAGE_CONTENT_ROUTES } from './privacy/packages/routes';
import { SUBJECT_ADMIN_ROUTES } from './privacy/subjects/http/routes';
import { DISCLOSURE_ADMIN_ROUTES } from './privacy/disclosures/routes';
import { OPENDSR_CONTENT_ROUTES } from './privacy/opendsr/routes';
import { LETTER_ADMIN_ROUTES } from './privacy/letters/routes';
import { PROOF_ADMIN_ROUTES, PROOF_CONTENT_ROUTES } from './privacy/proof/routes';
import { REQUEST_ADMIN_ROUTES, REQUEST_CONTENT_ROUTES } from './privacy/requests/routes';
import { AUDIT_ROUTES } from './audit/http/routes';
import { CLASSIFICATION_ROUTES } from './privacy/http/classification-routes';
import { MASKING_ROUTES } from './masking/http/routes';
import { adminRoute, contentRoute, ownRoute } from './platform/http/admin-route';

/** How a path names a record. */
const RECORD = ':contentType/:documentId';

/** All routes, one line each: method, path, handler, and the permission that an admin role needs. */
export const routes = {
  admin: {
    type: 'admin',
    routes: [
      adminRoute('GET', '/policy', 'policy.find', 'policy-read'),
      adminRoute('PUT', '/policy', 'policy.update', 'policy-write'),
      adminRoute('GET', '/policy/versions', 'policy.versions', 'policy-read'),
      adminRoute('GET', '/policy/versions/:version', 'policy.findVersion', 'policy-read'),
      adminRoute('POST', '/policy/versions/:version/activate', 'policy.activate', 'policy-write'),
      adminRoute('GET', '/self-test', 'policy.selfTest', 'policy-read'),
      adminRoute('GET', '/overview', 'insight.overview', 'policy-read'),
      adminRoute('GET', '/types', 'insight.types', 'policy-read'),
      adminRoute('GET', '/principals', 'principals.find', 'principals-read'),
      adminRoute('GET', '/groups', 'groups.find', 'policy-read'),
      adminRoute('POST', '/groups/import', 'groups.import', 'policy-write'),
      adminRoute('POST', '/groups/:code/move', 'groups.move', 'policy-write'),
      adminRoute('GET', '/memberships', 'memberships.find', 'memberships-read'),
      adminRoute('GET', '/memberships/counts', 'memberships.counts', 'memberships-read'),
      adminRoute('POST', '/memberships', 'memberships.create', 'memberships-write'),
      // The same as PATCH, which the fetch client of Strapi's panel cannot send.
      adminRoute('PUT', '/memberships/:id', 'memberships.update', 'memberships-write'),
      adminRoute('PATCH', '/memberships/:id', 'memberships.update', 'memberships-write'),
      adminRoute('DELETE', '/memberships/:id', 'memberships.delete', 'memberships-write'),
      adminRoute('GET', `/placements/${RECORD}`, 'placements.findOne', 'placements-read'),
      adminRoute('PUT', `/placements/${RECORD}`, 'placements.update', 'placements-write'),
      adminRoute('GET', '/shares', 'shares.find', 'shares'),
      adminRoute('POST', '/shares', 'shares.create', 'shares'),
      adminRoute('PUT', '/shares/:id', 'shares.update', 'shares'),
      adminRoute('PATCH', '/shares/:id', 'shares.update', 'shares'),
      adminRoute('DELETE', '/shares/:id', 'shares.delete', 'shares'),
      adminRoute('POST', '/transfers', 'transfers.create', 'transfers-write'),
      adminRoute('GET', '/unreachable', 'transfers.unreachable', 'transfers-write'),
      adminRoute('GET', '/restrictions/:contentType', 'restrictions.find', 'restrictions-read'),
      adminRoute('GET', `/restrictions/${RECORD}`, 'restrictions.findOne', 'restrictions-read'),
      adminRoute('PUT', `/restrictions/${RECORD}`, 'restrictions.update', 'restrictions-write'),
      adminRoute('DELETE', `/restrictions/${RECORD}`, 'restrictions.delete', 'restrictions-write'),
      adminRoute('GET', '/explain', 'access.explain', 'access-explain'),
      adminRoute('GET', `/readers/${RECORD}`, 'insight.readers', 'access-explain-others'),
      adminRoute('GET', '/view-as', 'insight.viewAs', 'access-explain-others'),
      ownRoute('GET', '/me', 'access.me'),
      ownRoute('GET', `/me/masked/${RECORD}`, 'access.masked'),
      adminRoute('GET', '/files/:documentId', 'files.findOne', 'files-read'),
      ...AUDIT_ROUTES,
      ...REQUEST_ADMIN_ROUTES,
      ...PROOF_ADMIN_ROUTES,
      ...LETTER_ADMIN_ROUTES,
      ...DISCLOSURE_ADMIN_ROUTES,
      ...SUBJECT_ADMIN_ROUTES,
      ...MASKING_ROUTES.admin,
      ...CLASSIFICATION_ROUTES,
    ],
  },
  'content-api': {
    type: 'content-api',
    routes: [
      contentRoute('GET', '/me', 'access.me'),
      contentRoute('GET', '/explain', 'access.explain'),
      contentRoute('GET', `/placements/${RECORD}`, 'placements.findOwn'),
      contentRoute('PUT', `/placements/${RECORD}`, 'placements.updateOwn'),
      contentRoute('GET', '/shares', 'shares.find'),
      contentRoute('POST', '/shares', 'shares.create'),
      contentRoute('PATCH', '/shares/:id', 'shares.update'),
      contentRoute('DELETE', '/shares/:id', 'shares.delete'),
      contentRoute('POST', '/transfers', 'transfers.createOwn'),
      contentRoute('GET', '/files/:documentId', 'files.findOne'),
      contentRoute('POST', '/may-contact', 'contacts.check'),
      ...PACKAGE_CONTENT_ROUTES,
      ...PROOF_CONTENT_ROUTES,
      ...OPENDSR_CONTENT_ROUTES,
      ...REQUEST_CONTENT_ROUTES,
      ...MASKING_ROUTES.content,
    ],
  },
} as const;
