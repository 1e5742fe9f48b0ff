import { useState } from 'react';

import type { PolicyDocument } from '../../../../server/src/access/policy/types';
import type { ActivePolicy } from '../../api/types';
import { PLUGIN_ID } from '../../plugin-id';
import { formatDocument } from './json-lines';

interface Stored {
  readonly basedOn: number;
  readonly document: PolicyDocument;
}

/** Changes of the policy that are not activated yet. They stay in this browser until they are. */
export interface Draft {
  readonly document: PolicyDocument;
  /** The version that the changes were made to. */
  readonly basedOn: number;
  readonly isChanged: boolean;
  /** Whether another version has come in force since. */
  readonly isStale: boolean;
  readonly change: (document: PolicyDocument) => void;
  readonly discard: () => void;
  /** Says that the draft is meant for the version in force by now, whatever that has changed. */
  readonly rebase: () => void;
}

const KEY = `${PLUGIN_ID}.policy-draft`;

const read = (): Stored | null => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    const isDraft = typeof stored === 'object' && stored !== null && 'document' in stored;
    return isDraft ? (stored as Stored) : null;
  } catch {
    return null;
  }
};

const write = (stored: Stored | null): void => {
  if (stored === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(stored));
};

/** The draft on top of the policy in force; the policy itself while nothing is changed. */
export const useDraft = (active: ActivePolicy): Draft => {
  const [stored, setStored] = useState(read);
  const keep = (next: Stored | null) => {
    write(next);
    setStored(next);
  };
  const document = stored?.document ?? active.document;
  const basedOn = stored?.basedOn ?? active.version;
  return {
    document,
    basedOn,
    isChanged: formatDocument(document) !== formatDocument(active.document),
    isStale: basedOn !== active.version,
    change: (next) => keep({ basedOn, document: next }),
    discard: () => keep(null),
    rebase: () => stored && keep({ ...stored, basedOn: active.version }),
  };
};
