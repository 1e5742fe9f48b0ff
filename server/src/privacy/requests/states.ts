import { isDestructive, type RequestKind } from './kinds';

/** Where a request can stand. */
export const REQUEST_STATES = [
  'received',
  'identity_pending',
  'verified',
  'discovering',
  'review',
  'approved',
  'executing',
  'verifying',
  'completed',
  'partially_completed',
  'needs_attention',
  'rejected',
  'withdrawn',
  'joined',
  'expired_unverified',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What the work was doing when it could not go on. */
export type Stage = 'discovering' | 'executing';

interface Transition {
  readonly from: readonly RequestState[];
  readonly to: RequestState;
  /** Out of `needs_attention` only if this is what failed. */
  readonly afterFailed?: Stage;
}

/**
 * Every way a request can go; nothing else sets its state. An erasure cannot be called back once it
 * executes, and nothing is complete that has not been verified.
 */
export const TRANSITIONS = {
  /** Reasonable doubt who asks (Art. 12(6)): the clock stands still. */
  askIdentity: { from: ['received', 'identity_pending', 'verified'], to: 'identity_pending' },
  verify: { from: ['received', 'identity_pending'], to: 'verified' },
  expire: { from: ['received', 'identity_pending'], to: 'expired_unverified' },
  /** The same person asks the same while it is being worked on. */
  join: { from: ['received', 'identity_pending'], to: 'joined' },
  discover: { from: ['verified', 'review'], to: 'discovering' },
  finishDiscovery: { from: ['discovering'], to: 'review' },
  approve: { from: ['review'], to: 'approved' },
  /** The data is no longer what was approved. */
  goStale: { from: ['approved'], to: 'review' },
  execute: { from: ['approved'], to: 'executing' },
  finishExecution: { from: ['executing'], to: 'verifying' },
  findResidue: { from: ['verifying'], to: 'executing' },
  complete: { from: ['verifying'], to: 'completed' },
  completePartially: { from: ['verifying'], to: 'partially_completed' },
  /** A retention has ended: what was kept goes now. */
  resume: { from: ['partially_completed'], to: 'executing' },
  failDiscovery: { from: ['discovering'], to: 'needs_attention' },
  failExecution: { from: ['executing', 'verifying'], to: 'needs_attention' },
  retryDiscovery: { from: ['needs_attention'], to: 'discovering', afterFailed: 'discovering' },
  retryExecution: { from: ['needs_attention'], to: 'executing', afterFailed: 'executing' },
  reject: {
    from: ['received', 'identity_pending', 'verified', 'review', 'approved', 'needs_attention'],
    to: 'rejected',
    afterFailed: 'discovering',
  },
  withdraw: {
    from: [
      'received',
      'identity_pending',
      'verified',
      'discovering',
      'review',
      'approved',
      'needs_attention',
    ],
    to: 'withdrawn',
    afterFailed: 'discovering',
  },
} as const satisfies Readonly<Record<string, Transition>>;

export type Trigger = keyof typeof TRANSITIONS;

/** A transition by its name, in the form all have. */
export const transitionOf = (trigger: Trigger): Transition => TRANSITIONS[trigger];

/** States in which nothing more is to be done. */
export const CLOSED_STATES: readonly RequestState[] = [
  'completed',
  'rejected',
  'withdrawn',
  'joined',
  'expired_unverified',
];

/** States in which a request waits for somebody or something: its deadline counts. */
export const OPEN_STATES: readonly RequestState[] = REQUEST_STATES.filter(
  (state) => !CLOSED_STATES.includes(state) && state !== 'partially_completed'
);

/** States in which the identity of whoever asks is settled, and the work goes on. */
export const ACTIVE_STATES: readonly RequestState[] = OPEN_STATES.filter(
  (state) => state !== 'received' && state !== 'identity_pending'
);

/** Grounds on which a request may be refused (Art. 12(2), 12(5), 15(4), 17(3), 21(1), CCPA). */
export const REJECTION_GROUNDS = [
  'identity-not-established',
  'unfounded',
  'excessive',
  'rights-of-others',
  'freedom-of-expression',
  'legal-obligation',
  'public-interest',
  'legal-claims',
  'compelling-grounds',
  'not-applicable',
] as const;
export type RejectionGround = (typeof REJECTION_GROUNDS)[number];

/** How many people must approve: several, where something is destroyed. */
export const approvalsNeeded = (kind: RequestKind, approvers: number): number =>
  isDestructive(kind) ? approvers : 1;
