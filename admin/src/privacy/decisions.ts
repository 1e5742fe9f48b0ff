import type { Decision, PlanLine } from '../api/request-types';

/** What somebody can say about lines of a plan. `take`: as it was planned. */
export type Choice = 'take' | 'leave' | 'delete' | 'redact' | 'pseudonymise' | 'keep';

/**
 * What can be said about all of these lines: whole things are removed or kept, parts of a text only
 * where there is a text, and nothing is planned yet where somebody has to decide. Pure.
 */
export const choicesFor = (lines: readonly PlanLine[]): Choice[] => {
  const isCell = lines.every(({ item }) => item.kind === 'cell');
  const isPlanned = lines.every(({ item }) => item.strategy !== 'decide');
  return [
    ...(isPlanned ? (['take'] as const) : []),
    'leave',
    'delete',
    ...(isCell ? (['redact', 'pseudonymise'] as const) : []),
    'keep',
  ];
};

/** What is sent to the server. Pure. */
export const decisionsOf = (
  lines: readonly PlanLine[],
  choice: Choice,
  { basis, until }: { readonly basis: string; readonly until: string | null }
): Decision[] =>
  lines.map(({ item: { id: item } }) => {
    if (choice === 'take') return { item, selected: true };
    if (choice === 'leave') return { item, selected: false };
    const decision = { item, selected: true, strategy: choice } as const;
    return choice === 'keep' ? { ...decision, basis: basis.trim(), until } : decision;
  });
