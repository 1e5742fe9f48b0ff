/** What a data subject can ask for: GDPR Art. 15 to 21 and 7(3), CCPA §1798.105 to 120. */
export const REQUEST_KINDS = [
  'access',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'consent-withdrawal',
  'ccpa-know',
  'ccpa-delete',
  'ccpa-opt-out',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REGIMES = ['gdpr', 'ccpa'] as const;
export type Regime = (typeof REGIMES)[number];

export const regimeOf = (kind: RequestKind): Regime => (kind.startsWith('ccpa-') ? 'ccpa' : 'gdpr');

/** Kinds that destroy: they need several approvers, and a plan that approval is bound to. */
export const isDestructive = (kind: RequestKind): boolean =>
  kind === 'erasure' || kind === 'ccpa-delete';

/**
 * Kinds on whose verification processing is restricted at once (Art. 18): asked for as such, or an
 * objection, as long as it is not decided whose grounds prevail (Art. 18(1)(d)).
 */
export const restrictsAtOnce = (kind: RequestKind): boolean =>
  kind === 'restriction' || kind === 'objection';

/** Kinds that are answered with a package of what there is about the person. */
export const handsOut = (kind: RequestKind): boolean =>
  kind === 'access' || kind === 'portability' || kind === 'ccpa-know';
