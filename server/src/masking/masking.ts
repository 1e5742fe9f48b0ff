import type { Core } from '@strapi/strapi';
import type { Dialect } from '../platform/dialect';
import { createMaskKey, type LoadedMaskKey } from './mask-key';
import { createDefaultStrategies } from './strategies';
import type { Strategies } from './strategies/registry';

/** The parts of the masking domain. */
export interface Masking {
  /** The strategies that policies may name; the service `masks` for projects. */
  readonly strategies: Strategies;
  /** The secret of this installation's pseudonyms. */
  readonly maskKey: LoadedMaskKey;
}

/** Wires the masking domain. */
export const createMasking = ({ strapi }: { strapi: Core.Strapi }, dialect: Dialect): Masking => {
  const maskKey = createMaskKey({ strapi }, dialect);
  return { strategies: createDefaultStrategies({ dialect, key: maskKey }), maskKey };
};
