import type { FetchClient } from '@strapi/strapi/admin';

import { createApi } from '../api/client';

/** What the policy in force says of the user, as far as the content manager's pages go by it. */
export interface OwnView {
  /** Types that are governed at all. */
  readonly governed: ReadonlySet<string>;
  /** By type, the fields that the user sees masked in some records. */
  readonly masked: ReadonlyMap<string, readonly string[]>;
}

interface Known {
  readonly at: number;
  readonly view: Promise<OwnView>;
}

/** Asked for by every page of records; a policy that changes is noticed this much later. */
const KEPT_FOR = 30_000;
let known: Known | null = null;
let latest: OwnView | null = null;

const ask = async (client: FetchClient): Promise<OwnView> => {
  const { rights, masked } = await createApi(client).me();
  latest = {
    governed: new Set(Object.keys(rights)),
    masked: new Map(
      Object.entries(masked).map(([uid, fields]) => [
        uid,
        fields.filter(({ clear }) => clear.depth !== 'all').map(({ field }) => field),
      ])
    ),
  };
  return latest;
};

/** What holds for the user, asked again now and then. */
export const readOwnView = (client: FetchClient): Promise<OwnView> => {
  if (known !== null && Date.now() - known.at <= KEPT_FOR) return known.view;
  const view = ask(client);
  view.catch(() => (known = null));
  known = { at: Date.now(), view };
  return view;
};

/** What was last known, for those who cannot wait; null before the first answer. */
export const lastOwnView = (): OwnView | null => latest;
