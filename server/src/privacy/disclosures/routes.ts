import { adminRoute } from '../../platform/http/admin-route';

/** Who was given data, and who has been told what became of it. */
export const DISCLOSURE_ADMIN_ROUTES = [
  adminRoute('GET', '/disclosures', 'disclosures.find', 'disclosures-read'),
  adminRoute('POST', '/disclosures', 'disclosures.create', 'disclosures-write'),
  adminRoute('GET', '/notices', 'disclosures.notices', 'disclosures-read'),
  adminRoute('POST', '/notices/:id/retry', 'disclosures.retry', 'disclosures-write'),
  adminRoute('POST', '/notices/:id/acknowledge', 'disclosures.acknowledge', 'disclosures-write'),
] as const;
