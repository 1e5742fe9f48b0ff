import type { RequestKind } from '../requests/kinds';
import type { RejectionGround } from '../requests/states';

/** Letters to data subjects, and notes to those who answer them. */
export const MAIL_TEMPLATES = [
  'verify',
  'verified',
  'identity-needed',
  'extended',
  'rejected',
  'completed',
  'completed-partially',
  'withdrawn',
  'restricted',
  'restriction-lifted',
  'reminder',
  'overdue',
] as const;
export type MailTemplate = (typeof MAIL_TEMPLATES)[number];

/** The languages that letters are written in out of the box. */
export const MAIL_LOCALES = ['en', 'nl', 'sv', 'fr', 'pl'] as const;
export type MailLocale = (typeof MAIL_LOCALES)[number];

/** A letter with places for values: `{{name}}`. Paragraphs are separated by empty lines. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** All words of one language. */
export interface Words {
  readonly letters: Readonly<Record<MailTemplate, Letter>>;
  readonly kinds: Readonly<Record<RequestKind, string>>;
  readonly grounds: Readonly<Record<RejectionGround, string>>;
  /** Why a restriction ends, where nobody has said. */
  readonly restrictionOver: string;
  /** The page on which an address is confirmed. */
  readonly page: {
    readonly title: string;
    readonly question: string;
    readonly button: string;
  };
}
