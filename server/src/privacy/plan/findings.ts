import type { Confidence } from '../discovery/needles';
import { changes } from './item';
import type { ItemFilter, StoredItem } from './item-store';

/** What a plan says about one place: a content type, or a table that belongs to none. */
export interface PlaceFindings {
  /** Uid of the type that the documents are of; else of what was found, or its table. */
  readonly place: string;
  readonly documents: number;
  readonly items: number;
  /** Items that the erasure changes. */
  readonly changes: number;
  /** Items about which somebody still has to decide. */
  readonly undecided: number;
  /** Items by how sure it is that they are about the person. */
  readonly confidence: Readonly<Partial<Record<Confidence, number>>>;
}

/** What a plan is about, and how far it has been carried out. */
export interface Findings {
  /** In the order in which the plan comes to them. */
  readonly places: readonly PlaceFindings[];
  readonly changes: number;
  readonly done: number;
}

/** Items about which nobody has decided. */
export const UNDECIDED: ItemFilter = { strategy: 'decide', selected: true };

const placeOf = ({ documentUid, uid, table }: StoredItem): string => documentUid ?? uid ?? table;

/** The items of one place, as conditions of the store: the same rule as in the count. */
export const inPlace = (place: string): ItemFilter => ({
  $or: [
    { documentUid: place },
    { documentUid: { $null: true }, uid: place },
    { documentUid: { $null: true }, uid: { $null: true }, tableName: place },
  ],
});

interface Counts {
  readonly documents: Set<string>;
  readonly confidence: Partial<Record<Confidence, number>>;
  items: number;
  changes: number;
  undecided: number;
}

const none = (): Counts => ({
  documents: new Set(),
  confidence: {},
  items: 0,
  changes: 0,
  undecided: 0,
});

/** Counts what a plan is about. */
export const countFindings = async (items: AsyncIterable<StoredItem>): Promise<Findings> => {
  const places = new Map<string, Counts>();
  let done = 0;
  for await (const item of items) {
    const place = placeOf(item);
    const counts = places.get(place) ?? none();
    places.set(place, counts);
    if (item.documentId !== null) counts.documents.add(item.documentId);
    counts.confidence[item.confidence] = (counts.confidence[item.confidence] ?? 0) + 1;
    counts.items += 1;
    if (changes(item)) counts.changes += 1;
    if (changes(item) && item.doneAt !== null) done += 1;
    if (item.selected && item.strategy === 'decide') counts.undecided += 1;
  }
  const list = [...places].map(([place, { documents, ...counts }]) => ({
    place,
    documents: documents.size,
    ...counts,
  }));
  return { places: list, changes: list.reduce((sum, one) => sum + one.changes, 0), done };
};
