import type { ErasureStrategy } from '../../access/policy/privacy-types';
import type { Confidence } from '../discovery/needles';

/** What an item of a plan is about. */
export const ITEM_KINDS = ['document', 'row', 'cell', 'file'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** `decide`: somebody has to say what becomes of it before the plan can be frozen. */
export type ItemStrategy = ErasureStrategy | 'decide';

/**
 * One thing that an erasure changes, or leaves for a reason. It holds no personal data: the value as
 * it stands is only bound by a keyed digest.
 */
export interface PlanItem {
  /** Position in the plan, from 1. */
  readonly seq: number;
  /** What it is about, the same in every plan over the same data. */
  readonly key: string;
  readonly kind: ItemKind;
  readonly uid: string | null;
  readonly table: string;
  readonly rowId: number | null;
  readonly column: string | null;
  /** Dotted, from the document down. */
  readonly attribute: string | null;
  /** The document that it belongs to, through its components too. */
  readonly documentUid: string | null;
  readonly documentId: string | null;
  readonly locale: string | null;
  readonly published: boolean;
  readonly confidence: Confidence;
  readonly via: string;
  readonly strategy: ItemStrategy;
  /** What the cell will hold, as JSON text; null where the strategy is `redact`, or nothing is left. */
  readonly after: string | null;
  /** Keyed digest of what it holds now. */
  readonly before: string | null;
  readonly basis: string | null;
  /** When a reason to keep ends; ISO 8601. */
  readonly until: string | null;
  readonly selected: boolean;
}

/** What somebody said about an item before the plan was frozen. */
export interface Decision {
  readonly selected?: boolean;
  readonly strategy?: ErasureStrategy;
  readonly basis?: string | null;
  readonly until?: string | null;
}

/** Whether executing the plan changes what the item is about. */
export const changes = ({ selected, strategy }: PlanItem): boolean =>
  selected && strategy !== 'keep' && strategy !== 'decide';
