type Path = readonly (string | number)[];

/** A document as the editor shows it. */
export const formatDocument = (document: unknown): string => JSON.stringify(document, null, 2);

/** How many lines `formatDocument` gives a value. */
const linesOf = (value: unknown): number => formatDocument(value).split('\n').length;

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/**
 * The line, from 1, on which `formatDocument` writes what a path leads to; for a path that leads
 * nowhere, the nearest thing around it.
 */
export const lineOfPath = (document: unknown, path: Path): number => {
  let [line, value] = [1, document];
  for (const step of path) {
    const entries = entriesOf(value);
    const index = entries.findIndex(([key]) => key === String(step));
    if (index === -1) return line;
    line += 1;
    for (const [, before] of entries.slice(0, index)) line += linesOf(before);
    value = entries[index]?.[1];
  }
  return line;
};

/** A path as people write it: `groups[2].parent`. */
export const writePath = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}["${step}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
