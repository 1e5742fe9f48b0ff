import { adminRoute } from '../../platform/http/admin-route';

/** The log's routes. There are none in the content API, and none that change anything. */
export const AUDIT_ROUTES = [
  adminRoute('GET', '/audit', 'audit.find', 'audit-read'),
  adminRoute('GET', '/audit/export', 'audit.export', 'audit-export'),
  adminRoute('GET', '/audit/verify', 'audit.verify', 'audit-verify'),
  adminRoute('POST', '/audit/verify', 'audit.verify', 'audit-verify'),
  adminRoute('GET', '/audit/checkpoint', 'audit.checkpoint', 'audit-verify'),
];
