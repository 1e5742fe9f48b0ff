import {
  BROKEN_DOCUMENTS,
  type BrokenDocument,
  type Path,
} from '../../unit/access/broken-documents';

/** Attributes of the unit tests' schemas → attributes of the same kind in the fixture app. */
const RENAMED = new Map([
  ['headcount', 'size'],
  ['since', 'foundedOn'],
  ['settings', 'profile'],
  ['manager', 'owner'],
  ['blocks.text', 'sections.text'],
  ['blocks[blocks.quote]', 'sections[blocks.quote]'],
]);

/** These need an attribute that the fixture app has no counterpart of. */
const NOT_APPLICABLE = new Set([
  'group attribute of a wrong kind: region',
  'group attribute of a wrong kind: address',
  'group attribute of a wrong kind: secret',
  'inherit: a relation to anything',
  'owner relation: team',
  'where: password',
  'mask: broken whole numbers',
  'mask: of password',
  'mask: of address.pin',
  'mask: of blocks[blocks.link].url',
  'mask: of blocks[blocks.quote].author',
]);

const renamed = (value: unknown): unknown => {
  if (typeof value === 'string') return RENAMED.get(value) ?? value;
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [RENAMED.get(key) ?? key, renamed(item)])
  );
};

const adapt = ({ title, edits, issues }: BrokenDocument): BrokenDocument => ({
  title,
  edits: edits.map(([path, value]) => [renamed(path) as Path, renamed(value)]),
  issues: issues.map(([path, code]) => [renamed(path) as Path, code]),
});

/** The unit tests' broken documents, for the content types of the fixture app. */
export const FIXTURE_BROKEN_DOCUMENTS: readonly BrokenDocument[] = BROKEN_DOCUMENTS.filter(
  ({ title }) => !NOT_APPLICABLE.has(title)
).map(adapt);
