import { adminRoute } from '../../platform/http/admin-route';

/** What the project's attributes hold. */
export const CLASSIFICATION_ROUTES = [
  adminRoute('GET', '/classification', 'classification.find', 'classification-read'),
  adminRoute('GET', '/coverage', 'classification.coverage', 'classification-read'),
];
