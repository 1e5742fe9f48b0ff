import type { MaskCatalogue } from '../access/policy/mask-catalogue';
import { sql } from '../platform/sql';
import { toMaskedAttribute } from './strategies/attribute';
import type { Strategies } from './strategies/registry';

/** The strategies, as the policy's field rules ask for them. */
export const createMaskCatalogue = (strategies: Strategies): MaskCatalogue => ({
  validate: (mask, attribute) =>
    strategies.validate(mask, attribute && toMaskedAttribute(attribute)),
  compile(mask, attribute) {
    const compiled = strategies.compile(mask, toMaskedAttribute(attribute));
    return { absent: compiled.absent, sql: (column) => compiled.sql(sql`${column}`) };
  },
});
