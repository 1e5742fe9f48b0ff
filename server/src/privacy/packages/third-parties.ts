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
  let people: { readonly identifier: Identifier; readonly needle: Needle }[] = [];

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

  const hitsIn = (text: string): Hit[] => {
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
        value: String(number.number),
      })
    );
    return [...named, ...mails, ...numbers]
      .filter(({ from, to, value }) => !isOwn(text.slice(from, to)) && !isOwn(value))
      .sort((one, other) => one.from - other.from || other.to - one.to);
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
      let result = text;
      let until = Infinity;
      const chosen: Hit[] = [];
      let end = 0;
      for (const hit of hitsIn(text)) {
        if (hit.from < end) continue;
        chosen.push(hit);
        end = hit.to;
      }
      // Labels are given in the order of reading, and put in from the end, where offsets stay right.
      const labels = chosen.map((hit) => [hit, labelFor(hit)] as const);
      for (const [hit, label] of labels.reverse()) {
        if (label !== '' && hit.to <= until) result = replaceSpans(result, [hit], label);
        until = hit.from;
      }
      return result;
    },
    found: () => [...known.values()],
  };
};
