/** What is chosen, in words. The design system would show buttons in its place that have no name. */
export const joined = (chosen: readonly string[] = []): string => chosen.join(', ');
