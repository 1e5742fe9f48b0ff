/** The top of the scale: 1, 2 or 5 times a power of ten. Pure. */
export const topOf = (most: number): number => {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most;
};
