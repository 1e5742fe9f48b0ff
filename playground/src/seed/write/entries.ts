/** The columns every entry has; a type without drafts counts as published from the start. */
export const stamps = (
  documentId: string,
  createdAt: Date,
  publishedAt: Date | null = createdAt
) => ({ documentId, createdAt, updatedAt: createdAt, publishedAt });

/** Gives 1, 2, 3 … for each key: the place of a link in the list on its other side. */
export const createPlaces = () => {
  const last = new Map<number, number>();
  return (key: number) => {
    const place = (last.get(key) ?? 0) + 1;
    last.set(key, place);
    return place;
  };
};
