import type { Core } from '@strapi/strapi';

/** Who may see something: `user:<id>`, `admin:<id>`, `token:<id>` or `public`. */
export type Principal = string;

export interface MembershipInput {
  principal: Principal;
  group: string;
  profile: string;
  validFrom?: string | null;
  validTo?: string | null;
}

export interface PlacementInput {
  contentType: string;
  documentId: string;
  owner?: Principal | null;
  group?: string | null;
}

interface PolicyService {
  activate(document: unknown, options: { by: Principal }): Promise<unknown>;
}

interface MembershipsService {
  create(input: MembershipInput): Promise<unknown>;
}

interface PlacementsService {
  set(input: PlacementInput): Promise<unknown>;
}

const service = <T>(strapi: Core.Strapi, name: string): T =>
  strapi.plugin('custodian').service(name) as T;

/** Validates and activates a policy document as the system. */
export async function applyPolicy(strapi: Core.Strapi, document: unknown): Promise<void> {
  await service<PolicyService>(strapi, 'policy').activate(document, { by: 'system' });
}

/** Gives a principal a profile in a group. */
export async function addMembership(strapi: Core.Strapi, input: MembershipInput): Promise<void> {
  await service<MembershipsService>(strapi, 'memberships').create(input);
}

/** Sets the owner and/or the group of one record in the side table. */
export async function place(strapi: Core.Strapi, input: PlacementInput): Promise<void> {
  await service<PlacementsService>(strapi, 'placements').set(input);
}
