import { adminRoute } from '../../platform/http/admin-route';

/** What the desk reads of plans and their proofs. */
export const PROOF_ADMIN_ROUTES = [
  adminRoute('GET', '/requests/:id/items', 'proofs.items', 'requests-read'),
  adminRoute('GET', '/requests/:id/findings', 'proofs.findings', 'requests-read'),
  adminRoute('GET', '/requests/:id/candidates', 'proofs.candidates', 'requests-read'),
  adminRoute('GET', '/requests/:id/package', 'proofs.package', 'requests-read'),
  adminRoute('GET', '/requests/:id/third-parties/:item', 'proofs.thirdParty', 'requests-handle'),
  adminRoute('GET', '/requests/:id/certificates', 'proofs.certificates', 'requests-read'),
] as const;

/** Public keys are for whoever holds something that was signed with them. */
export const PROOF_CONTENT_ROUTES = [
  {
    method: 'GET' as const,
    path: '/privacy-keys',
    handler: 'proofs.keys',
    config: { auth: false as const, policies: [] },
  },
] as const;
