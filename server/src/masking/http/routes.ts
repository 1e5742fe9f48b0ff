import { adminRoute, contentRoute } from '../../platform/http/admin-route';

/** Routes of the masking domain. */
export const MASKING_ROUTES = {
  admin: [
    adminRoute('GET', '/masks/:contentType', 'masks.find', 'policy-read'),
    // Whoever changes the policy could lift the mask as well.
    adminRoute('POST', '/policy/preview', 'masks.preview', 'policy-write'),
    adminRoute('GET', '/reveals', 'reveals.find', 'reveals'),
    adminRoute('GET', '/reveals/offer/:contentType/:documentId', 'reveals.offer', 'reveals'),
    adminRoute('GET', '/reveals/pending', 'reveals.pending', 'reveals'),
    adminRoute('POST', '/reveals', 'reveals.create', 'reveals'),
    adminRoute('POST', '/reveals/:id/approve', 'reveals.approve', 'reveals'),
    adminRoute('DELETE', '/reveals/:id', 'reveals.delete', 'reveals'),
  ],
  content: [
    contentRoute('GET', '/reveals', 'reveals.find'),
    contentRoute('GET', '/reveals/pending', 'reveals.pending'),
    contentRoute('POST', '/reveals', 'reveals.create'),
    contentRoute('POST', '/reveals/:id/approve', 'reveals.approve'),
    contentRoute('DELETE', '/reveals/:id', 'reveals.delete'),
  ],
};
