/** Kinds of caller the plugin tells apart. `nobody` is a caller inside HTTP whom nothing identifies. */
export type ActorKind = 'user' | 'admin' | 'token' | 'public' | 'nobody';

/** What somebody may do with records of a content type. */
export type Right =
  'create' | 'read' | 'update' | 'delete' | 'publish' | 'share' | 'export' | 'import';

/**
 * Who is asking, as one value: `user:<id>` (users-permissions), `admin:<id>`, `token:<id>`,
 * `public` or `nobody`. Memberships, owners and shares are written in the same notation.
 */
export type Principal = string;

/** A caller inside HTTP, as found by authentication. Says who, not what they may do. */
export interface Actor {
  readonly kind: ActorKind;
  readonly principal: Principal;
  /** True for an admin user who holds Strapi's super admin role. */
  readonly superAdmin: boolean;
  /** One instant for the whole request; every validity is compared with it. */
  readonly now: Date;
  /** Where the request comes from; null where that is unknown, {@link ANYWHERE} for who does not ask. */
  readonly address: string | null;
}

/** The address of somebody whose access is asked about: what depends on it is not held against them. */
export const ANYWHERE = 'anywhere';

/** Creates an actor; `now` is taken once, here. */
export const createActor = (
  kind: ActorKind,
  reference?: string | number,
  superAdmin = false,
  address: string | null = null
): Actor => ({
  kind,
  principal: reference === undefined ? kind : `${kind}:${reference}`,
  superAdmin,
  now: new Date(),
  address,
});

/** Sees nothing that is governed. What an unknown caller inside HTTP is. */
export const createNobody = (): Actor => createActor('nobody');

const PRINCIPAL = /^(?:(?:user|admin|token):([1-9]\d*)|public)$/;

/** Ids of Strapi's tables are 32-bit integers; PostgreSQL fails on a larger one. */
const LARGEST_ID = 2 ** 31 - 1;

/** Whether a text names a principal that can hold memberships or own records. */
export const isPrincipal = (text: unknown): boolean => {
  const match = typeof text === 'string' ? PRINCIPAL.exec(text) : null;
  return match !== null && Number(match[1] ?? 0) <= LARGEST_ID;
};
