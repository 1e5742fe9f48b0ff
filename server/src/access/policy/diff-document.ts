import type { PolicyDocument } from './types';

/** Names of the entries that came, went or differ. */
export interface PartDiff {
  added: string[];
  removed: string[];
  changed: string[];
}

export interface DocumentDiff {
  groups: PartDiff;
  profiles: PartDiff;
  contentTypes: PartDiff;
  sharingRules: { added: number; removed: number };
  /** Parts of the audiences that differ: `superAdmin`, and content types as the public sees them. */
  audiences: { superAdmin: boolean; public: PartDiff };
  /** Whether anything differs at all. The order of groups, profiles and types means nothing. */
  changed: boolean;
}

/**
 * Says how two documents differ, part by part; the order of keys is no difference. `before` is null
 * when no policy has been active yet.
 */
export const diffDocuments = (
  before: PolicyDocument | null,
  after: PolicyDocument
): DocumentDiff => {
  const publicTypes = (document: PolicyDocument | null): Entries =>
    new Map(Object.entries(document?.audiences?.public?.contentTypes ?? {}));
  const diff = {
    groups: diffEntries(byCode(before?.groups), byCode(after.groups)),
    profiles: diffEntries(byCode(before?.profiles), byCode(after.profiles)),
    contentTypes: diffEntries(
      new Map(Object.entries(before?.contentTypes ?? {})),
      new Map(Object.entries(after.contentTypes))
    ),
    sharingRules: diffRules(before, after),
    audiences: {
      superAdmin: superAdminOf(before) !== superAdminOf(after),
      public: diffEntries(publicTypes(before), publicTypes(after)),
    },
  };
  const parts = [diff.groups, diff.profiles, diff.contentTypes, diff.audiences.public];
  const changed =
    parts.some((part) => part.added.length + part.removed.length + part.changed.length > 0) ||
    diff.sharingRules.added + diff.sharingRules.removed > 0 ||
    diff.audiences.superAdmin;
  return { ...diff, changed };
};

type Entries = ReadonlyMap<string, unknown>;

const byCode = (list: readonly { code: string }[] = []): Entries =>
  new Map(list.map((item) => [item.code, item]));

const diffEntries = (before: Entries, after: Entries): PartDiff => ({
  added: [...after.keys()].filter((key) => !before.has(key)),
  removed: [...before.keys()].filter((key) => !after.has(key)),
  changed: [...after.keys()].filter(
    (key) => before.has(key) && canonical(before.get(key)) !== canonical(after.get(key))
  ),
});

/** Rules have no name, so a changed one is one removed and one added; each is matched only once. */
const diffRules = (
  before: PolicyDocument | null,
  after: PolicyDocument
): DocumentDiff['sharingRules'] => {
  const remaining = (before?.sharingRules ?? []).map(canonical);
  let added = 0;
  for (const rule of (after.sharingRules ?? []).map(canonical)) {
    const index = remaining.indexOf(rule);
    if (index === -1) {
      added += 1;
    } else {
      remaining.splice(index, 1);
    }
  }
  return { added, removed: remaining.length };
};

const superAdminOf = (document: PolicyDocument | null): string =>
  document?.audiences?.superAdmin ?? 'audited';

/** A text that is equal for equal values, whatever the order of their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item
  );
