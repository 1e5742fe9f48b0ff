import { bucket } from './bucket';
import { month, year } from './calendar';
import { email } from './email';
import { hidden } from './hidden';
import { initials } from './initials';
import { partial } from './partial';
import { phone } from './phone';
import { postcode } from './postcode';
import { pseudonym } from './pseudonym';
import { redact } from './redact';
import { createStrategies, type Strategies, type StrategiesInput } from './registry';

/** The strategies that Custodian comes with; projects add theirs. */
export const createDefaultStrategies = (input: StrategiesInput): Strategies => {
  const strategies = createStrategies(input);
  for (const plain of [redact, hidden, email, initials, pseudonym, year, month])
    strategies.add(plain);
  strategies.add(partial);
  strategies.add(phone);
  strategies.add(postcode);
  strategies.add(bucket);
  return strategies;
};
