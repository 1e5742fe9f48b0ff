import { findPhoneNumbersInText, type CountryCode } from 'libphonenumber-js';
import { foldText, replaceSpans, type Span } from '../discovery/folded';
import type { Identifier, Needle } from '../discovery/needles';
import { createNeedles } from '../discovery/needles';

/** Somebody else's value in a text that is handed out, and the label that stands for it. */
export interface ThirdParty {
  readonly kind: string;
  /** In one form, however it was written. */
  readonly value: string;
  readonly label: string;
  occurrences: number;
}

/** Replaces what belongs to others. The same value has the same label throughout a package. */
export interface ThirdParties {
  /** Names and identifiers of people that are known to be in the records. */
  add(identifiers: readonly Identifier[]): void;
  /** A text without others' values, except those that a reviewer let through. */
  redact(text: string): string;
  found(): readonly ThirdParty[];
}

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;

interface Hit extends Span {
  readonly kind: string;
  readonly value: string;
}

interface Person {
  readonly identifier: Identifier;
  readonly needle: Needle;
}

/** Finds names that are known, and whatever reads like an address or a number, in one text. */
const findValues = (
  text: string,
  people: readonly Person[],
  country: string | undefined
): Hit[] => {
  const folded = foldText(text);
  const named = people.flatMap(({ identifier, needle }) =>
    needle
      .find(folded)
      .map((span) => ({ ...span, kind: identifier.kind, value: identifier.value.trim() }))
  );
  const mails = [...text.matchAll(EMAIL)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    kind: 'email',
    value: match[0].toLowerCase(),
  }));
  const numbers = findPhoneNumbersInText(text, country as CountryCode | undefined).map(
    ({ startsAt, endsAt, number }) => ({
      from: startsAt,
      to: endsAt,
      kind: 'phone',
      value: number.number,
    })
  );
  return [...named, ...mails, ...numbers];
};

/** In reading order; of those that overlap the first, and of those that begin together the longest. */
const inOrder = (hits: readonly Hit[]): Hit[] => {
  const chosen: Hit[] = [];
  const sorted = [...hits].sort((one, other) => one.from - other.from || other.to - one.to);
  for (const hit of sorted) if (hit.from >= (chosen.at(-1)?.to ?? 0)) chosen.push(hit);
  return chosen;
};

/**
 * Creates the replacement.
 * @param own what the data subject is known by: that stays
 * @param lifted whether a reviewer let a value through
 * @param country ISO 3166 country of phone numbers without a country code
 */
export const createThirdParties = (
  own: readonly Needle[],
  lifted: (kind: string, value: string) => boolean,
  country?: string
): ThirdParties => {
  const known = new Map<string, ThirdParty>();
  let people: Person[] = [];

  const isOwn = (text: string): boolean => {
    const folded = foldText(text);
    return own.some((needle) => needle.find(folded).length > 0);
  };

  const labelFor = ({ kind, value }: Hit): string => {
    const key = `${kind} ${value}`;
    const one = known.get(key) ?? {
      kind,
      value,
      label: `[person ${known.size + 1}]`,
      occurrences: 0,
    };
    one.occurrences += 1;
    known.set(key, one);
    return lifted(kind, value) ? '' : one.label;
  };

  return {
    add(identifiers) {
      const added = identifiers
        .filter(({ value }) => !isOwn(value))
        .flatMap((identifier) =>
          createNeedles([identifier]).map((needle) => ({ identifier, needle }))
        );
      people = [...people, ...added];
    },
    redact(text) {
      const strange = findValues(text, people, country).filter(
        ({ from, to, value }) => !isOwn(text.slice(from, to)) && !isOwn(value)
      );
      // Labels are given in the order of reading, and put in from the end, where offsets stay right.
      const labels = inOrder(strange).map((hit) => [hit, labelFor(hit)] as const);
      return labels
        .reverse()
        .reduce(
          (result, [hit, label]) => (label === '' ? result : replaceSpans(result, [hit], label)),
          text
        );
    },
    found: () => [...known.values()],
  };
};
