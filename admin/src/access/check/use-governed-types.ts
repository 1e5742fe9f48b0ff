import { useFetchClient } from '@strapi/strapi/admin';

import { useApi } from '../../api/client';
import { useLoad, type Loaded } from '../../api/use-load';

/** A governed content type, by the name that the content manager gives it. */
export interface GovernedType {
  readonly uid: string;
  readonly name: string;
}

interface ContentType {
  readonly uid: string;
  readonly info: { readonly displayName: string };
}

/** The types that the policy in force governs; every admin user may know which they are. */
export const useGovernedTypes = (): Loaded<GovernedType[]> => {
  const api = useApi();
  const { get } = useFetchClient();
  return useLoad('governed-types', async () => {
    const { rights } = await api.me();
    const { data } = await get<{ data: ContentType[] }>('/content-manager/content-types');
    const names = new Map(data.data.map(({ uid, info }) => [uid, info.displayName]));
    return Object.keys(rights)
      .map((uid) => ({ uid, name: names.get(uid) ?? uid }))
      .sort((a, b) => a.name.localeCompare(b.name));
  });
};
