import { adminRoute } from '../../../platform/http/admin-route';

/** Who is who. */
export const SUBJECT_ADMIN_ROUTES = [
  adminRoute('POST', '/subjects/search', 'subjects.search', 'subjects-read'),
  adminRoute('POST', '/subjects/merge', 'subjects.merge', 'subjects-write'),
  adminRoute('POST', '/subjects/split', 'subjects.split', 'subjects-write'),
  adminRoute('GET', '/subjects/:contentType/:documentId', 'subjects.card', 'subjects-read'),
  adminRoute('GET', '/subjects/:contentType/:documentId/reads', 'subjects.reads', 'subjects-read'),
  adminRoute('GET', '/subject-index', 'subjects.index', 'subjects-read'),
  adminRoute('POST', '/subject-index/rebuild', 'subjects.rebuild', 'subjects-write'),
] as const;
