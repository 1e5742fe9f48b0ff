const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** The value below which a share of the values lies (nearest rank). */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = ascending(values);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

const RESAMPLES = 400;

/**
 * How far a ratio of medians may be trusted: the middle 95 % of the ratios that result when the
 * rounds are drawn again with repetition. Pairs are kept together, because both sides of a round met
 * the same noise.
 */
export const ratioInterval = (
  values: readonly number[],
  yardstick: readonly number[],
  random: () => number = Math.random
): [low: number, high: number] => {
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const drawn = values.map(() => Math.floor(random() * values.length));
    return (
      median(drawn.map((index) => values[index] as number)) /
      median(drawn.map((index) => yardstick[index] as number))
    );
  });
  return [percentile(ratios, 0.025), percentile(ratios, 0.975)];
};
