/** An own property of a record; names such as `constructor` find nothing that was not put there. */
export const lookup = <T>(
  record: Readonly<Record<string, T>> | undefined,
  key: string
): T | undefined => (record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined);
