import { modelOf } from './schema';
import type { Row, Uid } from './types';
import { text } from './types';

const toPattern = (term: string): RegExp => {
  const escaped = term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Strapi escapes the other wildcard of LIKE, not this one.
  return new RegExp(escaped.replace(/_/g, '.'), 'is');
};

/** Compiles `_q`: any searched column of the row itself contains the term, whatever its case. */
export function compileSearch(uid: Uid, term: string): (row: Row) => boolean {
  const isNumber = !Number.isNaN(Number(term));
  const columns = Object.entries(modelOf(uid).attributes).flatMap(([name, attribute]) => {
    if (attribute.kind !== 'scalar') return [];
    const searched =
      attribute.searched === 'always' || (attribute.searched === 'number' && isNumber);
    return searched ? [name] : [];
  });
  const pattern = toPattern(term);
  return (row) =>
    columns.some((name) => {
      const value = row[name];
      return value !== null && value !== undefined && pattern.test(text(value));
    });
}
