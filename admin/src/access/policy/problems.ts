import { isFetchError } from '@strapi/strapi/admin';

/** Something that is wrong with a policy document, and where. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the server found wrong with a document; null for any other failure. */
export const problemsOf = (error: unknown): PolicyProblem[] | null => {
  if (!isFetchError(error)) return null;
  const details = error.response?.data.error.details as
    { code?: string; errors?: PolicyProblem[] } | undefined;
  return details?.code === 'POLICY_INVALID' ? (details.errors ?? []) : null;
};
