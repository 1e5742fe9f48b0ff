/** The item at that index. Throws where there is none: a link of the data set leads nowhere. */
export const itemAt = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new Error(`No item ${index}`);
  return item;
};
