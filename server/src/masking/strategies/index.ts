import { redact } from './redact';
import { createStrategies, type Strategies, type StrategiesInput } from './registry';

/** The strategies that Custodian comes with; projects add theirs. */
export const createDefaultStrategies = (input: StrategiesInput): Strategies => {
  const strategies = createStrategies(input);
  strategies.add(redact);
  return strategies;
};
