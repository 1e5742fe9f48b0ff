/** What a node finds when it starts. */
export interface Found {
  readonly state: string;
  readonly certificates: number;
  /** Places in which the person still is, by a scanner that shares no code with the plugin. */
  readonly residue: number;
}

/** What a node leaves when no work is left. */
export interface Left {
  readonly state: string;
  readonly residue: readonly string[];
  /** How often what must happen once has happened. */
  readonly counts: Readonly<Record<string, number>>;
  /** Over all cells of the project's tables. */
  readonly digest: string;
}

/** How one node's life went. */
export interface Life {
  readonly killed: boolean;
  readonly found: Found;
  /** null for a node that was killed. */
  readonly left: Left | null;
  /** Milliseconds of work, up to the signal or to the end. */
  readonly worked: number;
}

/** What is wrong with what a node has found: completed is what the scan has confirmed. */
export const problemIn = ({ state, certificates, residue }: Found): string | null => {
  if (state === 'completed' && (residue > 0 || certificates !== 1))
    return `completed with ${residue} places left and ${certificates} certificates`;
  if (state !== 'completed' && certificates > 0) return `certified while ${state}`;
  return null;
};

/** How what is left differs from what an undisturbed erasure leaves. */
export const differenceTo = (calm: Left, left: Left): string | null => {
  const { residue, ...rest } = left;
  if (residue.length > 0) return `left: ${residue.join(', ')}`;
  const { residue: _none, ...expected } = calm;
  const sorted = (value: typeof rest) =>
    JSON.stringify({ ...value, counts: Object.entries(value.counts).sort() });
  return sorted(rest) === sorted(expected) ? null : sorted(rest);
};
