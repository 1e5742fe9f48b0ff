/** What the log can be searched by, as the address has it. */
export const FILTER_NAMES = ['type', 'by', 'contentType', 'record', 'from', 'to'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

const isInstant = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** The conditions for the API; what is no instant limits no time. */
export const readFilters = (get: (name: FilterName) => string | null): Record<string, object> => {
  const value = (name: FilterName) => get(name) ?? '';
  const [type, by, contentType, record, from, to] = FILTER_NAMES.map(value) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const time = {
    ...(isInstant(from) && { $gte: from }),
    ...(isInstant(to) && { $lt: to }),
  };
  return {
    ...(type !== '' && { type: { $startsWith: type } }),
    ...(by !== '' && { causedBy: { $eq: by } }),
    ...(contentType !== '' && { contentType: { $eq: contentType } }),
    ...(record !== '' && { documentId: { $eq: record } }),
    ...(Object.keys(time).length > 0 && { at: time }),
  };
};
