import { adminRoute } from '../../platform/http/admin-route';

/** What data subjects are written. */
export const LETTER_ADMIN_ROUTES = [
  adminRoute('GET', '/letters/:locale', 'letters.find', 'letters-read'),
  adminRoute('PUT', '/letters/:locale/:template', 'letters.update', 'letters-write'),
  adminRoute('DELETE', '/letters/:locale/:template', 'letters.delete', 'letters-write'),
] as const;
