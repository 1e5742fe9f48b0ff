/**
 * Groups as rows, so that a content type can point at one (`"group": { "relation": "region" }`).
 * The policy document is their source: activation rewrites the rows, nothing else does.
 */
export const groupSchema = {
  kind: 'collectionType',
  collectionName: 'custodian_groups',
  info: {
    singularName: 'group',
    pluralName: 'groups',
    displayName: 'Group',
    description: 'Regions, teams and organisations of the access policy',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    code: { type: 'string', required: true, unique: true, configurable: false },
    name: { type: 'string', required: true, configurable: false },
    kind: { type: 'string', configurable: false },
    parentCode: { type: 'string', configurable: false },
  },
} as const;
