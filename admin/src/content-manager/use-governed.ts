import { useFetchClient } from '@strapi/strapi/admin';

import { createApi } from '../api/client';
import { useLoad } from '../api/use-load';

interface Known {
  readonly at: number;
  readonly types: Promise<ReadonlySet<string>>;
}

/** Which types are governed is the same for everybody, and asked for by every page of records. */
const KEPT_FOR = 30_000;
let known: Known | null = null;

/** Whether the policy in force governs a type; false until that is known. */
export const useGoverned = (uid: string): boolean => {
  const client = useFetchClient();
  const { data } = useLoad(uid, async () => {
    if (known === null || Date.now() - known.at > KEPT_FOR) {
      const types = createApi(client)
        .me()
        .then(({ rights }): ReadonlySet<string> => new Set(Object.keys(rights)));
      types.catch(() => (known = null));
      known = { at: Date.now(), types };
    }
    return (await known.types).has(uid);
  });
  return data === true;
};
