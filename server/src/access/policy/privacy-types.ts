/**
 * The words in which personal data is described: in schemas (`pluginOptions.custodian.privacy`) and,
 * for types one does not own, in the policy document (`privacy`). Pure types and closed lists.
 */

/** What an attribute holds; `none` says that somebody looked and found nothing personal. */
export const CLASSIFICATIONS = ['personal', 'special', 'identifier', 'none'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

/** By what a data subject is found again. `account` is a users-permissions user. */
export const IDENTIFIER_KINDS = ['email', 'phone', 'customerNumber', 'account'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** The grounds of Art. 6(1) GDPR, a to f. */
export const LEGAL_BASES = [
  'consent',
  'contract',
  'legal-obligation',
  'vital-interests',
  'public-task',
  'legitimate-interests',
] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

/**
 * What an erasure does with a value. `delete`: empties it. `redact`: takes the person out of a text
 * and leaves the rest. `anonymise`: keeps what no longer points at anybody (a year of birth).
 * `pseudonymise`: puts a random value in its place. `keep`: leaves it for a stated retention period.
 */
export const ERASURE_STRATEGIES = [
  'delete',
  'redact',
  'anonymise',
  'pseudonymise',
  'keep',
] as const;
export type ErasureStrategy = (typeof ERASURE_STRATEGIES)[number];

/** What an erasure does with the record itself: removes it, or leaves it with its values erased. */
export const RECORD_ERASURES = ['delete', 'scrub'] as const;
export type RecordErasure = (typeof RECORD_ERASURES)[number];

/** `owner`: the record is about this person alone. `shared`: about others as well. */
export const SUBJECT_ROLES = ['owner', 'shared'] as const;
export type SubjectRole = (typeof SUBJECT_ROLES)[number];

/** How long something must be kept in spite of an erasure, and why. */
export interface RetentionConfig {
  /** ISO 8601 duration, such as `P10Y`. */
  for: string;
  /** Where it counts from: an attribute that holds a date, `createdAt` if absent. */
  from?: string;
  /** The rule that demands it, in words for the data subject. */
  basis: string;
}

export interface AttributePrivacyConfig {
  classification: Classification;
  /** Required for, and only allowed with, `classification: identifier`. */
  identifier?: IdentifierKind;
  /** A word for the register, such as `contact details`. */
  category?: string;
  legalBasis?: LegalBasis;
  /** Provided by the person and held by consent or contract (Art. 20). */
  portable?: boolean;
  erasure?: ErasureStrategy;
  /** Required for `erasure: keep`. */
  retention?: RetentionConfig;
}

export interface TypePrivacyConfig {
  /** Records of this type are data subjects. */
  subject?: boolean;
  /** Relations that lead from a record to the data subject, dotted, and what it is to that person. */
  subjectPaths?: Record<string, SubjectRole>;
  erasure?: RecordErasure;
  /** Attributes of the type's records that must be kept for a time. */
  retention?: RetentionConfig & { keep: string[] };
  attributes?: Record<string, AttributePrivacyConfig>;
}

export interface ComponentPrivacyConfig {
  attributes?: Record<string, AttributePrivacyConfig>;
}

export interface PrivacyConfig {
  contentTypes?: Record<string, TypePrivacyConfig>;
  components?: Record<string, ComponentPrivacyConfig>;
}
