/** The parts of a knex join that are looked at. */
export interface JoinClause {
  readonly type?: string;
  readonly column?: unknown;
  readonly operator?: unknown;
  readonly value?: unknown;
  readonly bool?: string;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Remembers which columns of a statement are known to point at records that the actor sees, so that
 * a join along them does not check the same record again. `a left join b on a.id = b.account_id`
 * shows a row of `b` only beside a visible row of `a`.
 */
export const createProvenColumns = () => {
  const known = new Map<string, string>();

  const other = (clause: JoinClause, column: string): unknown => {
    if (clause.type !== 'onBasic' || clause.operator !== '=') return null;
    if (clause.column === column) return clause.value;
    return clause.value === column ? clause.column : null;
  };

  return {
    /** All pointers of a table whose view is part of the statement. */
    add(alias: string, pointers: ReadonlyMap<string, string>): void {
      for (const [column, uid] of pointers) known.set(`${alias}.${column}`, uid);
    },
    /** The columns of a joined table that the join ties to visible records of the same type. */
    tiedBy(
      clauses: readonly JoinClause[],
      alias: string,
      pointers: ReadonlyMap<string, string>
    ): ReadonlySet<string> {
      // With an alternative among the conditions none of them is certain to hold.
      if (clauses.some((clause) => clause.bool === 'or')) return NONE;
      const tied = new Set<string>();
      for (const [column, uid] of pointers) {
        const isTied = clauses.some((clause) => {
          const tiedTo = other(clause, `${alias}.${column}`);
          return typeof tiedTo === 'string' && known.get(tiedTo) === uid;
        });
        if (isTied) tied.add(column);
      }
      return tied;
    },
  };
};
