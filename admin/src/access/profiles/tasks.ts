/** Tasks that the plugin knows; a policy may name others, which a project's own code asks for. */
export const TASKS = [
  'bulk-delete',
  'explain-others',
  'transfer-records',
  'read-restricted',
  'reveal',
  'handle-requests',
  'approve-requests',
  'read-audit',
] as const;
