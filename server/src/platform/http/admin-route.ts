/** Rights of the admin panel, given to roles under Settings → Roles. Tails are unique on purpose. */
export const ACTIONS = {
  'policy-read': 'Read the policy',
  'policy-write': 'Change and activate the policy',
  'principals-read': 'Find people and API tokens by name',
  'memberships-read': 'Read memberships',
  'memberships-write': 'Change memberships',
  'placements-read': 'Read owner and group of records',
  'placements-write': 'Change owner and group of records',
  shares: 'Share records, within the rights of the policy',
  'transfers-write': 'Transfer what somebody owns, and end the access of leavers',
  'restrictions-read': 'Read restrictions of records',
  'restrictions-write': 'Restrict records and lift restrictions',
  'requests-read': 'Read privacy requests',
  'requests-handle': 'Handle privacy requests',
  'requests-approve': 'Approve privacy requests',
  'subjects-read': 'Find data subjects, and see what there is about them',
  'subjects-write': 'Merge and split data subjects, and build their index anew',
  'disclosures-read': 'Read who was given data, and who was told what became of it',
  'disclosures-write': 'Record who was given data, and what they answered',
  'letters-read': 'Read the letters to data subjects',
  'letters-write': 'Change the letters to data subjects',
  'files-read': 'Read the bytes of files, of records in view',
  'audit-read': 'Read the audit log',
  'audit-export': 'Export the audit log',
  'audit-verify': 'Verify the audit log and take checkpoints',
  'classification-read': 'Read what personal data the content types hold',
  reveals: 'Reveal masked fields, within the rights of the policy',
  'access-explain': 'Explain own access',
  'access-explain-others': 'Explain the access of others, and list what they see',
} as const;

/** One of the plugin's admin rights, without its prefix. */
export type Action = keyof typeof ACTIONS;

/** The uid by which Strapi knows an action. */
export const actionUid = (action: Action): string => `plugin::custodian.${action}`;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route as Strapi loads it. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly handler: string;
  readonly config: { readonly policies: readonly unknown[] };
}

/**
 * The only way to make an admin route: every one asks for a permission, so that none can be left
 * open to any admin user by accident. A unit test walks all routes.
 */
export const adminRoute = (
  method: Method,
  path: string,
  handler: string,
  action: Action
): Route => ({
  method,
  path,
  handler,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      { name: 'admin::hasPermissions', config: { actions: [actionUid(action)] } },
    ],
  },
});

/** A route that shows an admin user itself, or what its view shows it anyway; any role may ask. */
export const ownRoute = (method: Method, path: string, handler: string): Route => ({
  method,
  path,
  handler,
  config: { policies: ['admin::isAuthenticatedAdmin'] },
});

/** A content-API route; users-permissions roles and API tokens decide who may call it. */
export const contentRoute = (method: Method, path: string, handler: string): Route => ({
  method,
  path,
  handler,
  config: { policies: [] },
});

/** Registers the rights with Strapi; call in bootstrap. */
export const actionDefinitions = () =>
  (Object.keys(ACTIONS) as Action[]).map((uid) => ({
    section: 'plugins',
    uid,
    displayName: ACTIONS[uid],
    pluginName: 'custodian',
  }));
