import { EUROPE } from './countries-europe';
import { OVERSEAS } from './countries-overseas';

/** All countries that have accounts. */
export const COUNTRIES = [...EUROPE, ...OVERSEAS];
