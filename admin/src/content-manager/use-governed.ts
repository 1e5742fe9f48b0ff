import { useFetchClient } from '@strapi/strapi/admin';

import { useLoad } from '../api/use-load';
import { readOwnView, type OwnView } from './own-view';

/** What the policy in force says of the user; null until that is known. */
export const useOwnView = (): OwnView | null => {
  const client = useFetchClient();
  return useLoad('own-view', () => readOwnView(client)).data;
};

/** Whether the policy in force governs a type; false until that is known. */
export const useGoverned = (uid: string): boolean => useOwnView()?.governed.has(uid) === true;
