import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

/** A line of logins.json. */
export interface Login {
  role: string;
  kind: 'user' | 'admin';
  email: string;
  password: string;
}

interface PolicyGroup {
  code: string;
  matches?: string[];
}

const readJson = (strapi: Core.Strapi, file: string): unknown =>
  JSON.parse(fs.readFileSync(path.join(strapi.dirs.app.root, file), 'utf8'));

/** The log-ins that README lists and the seed creates. */
export const readLogins = (strapi: Core.Strapi) => readJson(strapi, 'logins.json') as Login[];

/**
 * The group that a country's accounts are sold from: the sales region of policy.json that matches
 * the country, else the UN M49 region. Throws where there is neither.
 */
export const readRegions = (strapi: Core.Strapi): ((country: string) => string) => {
  const { groups } = readJson(strapi, 'policy.json') as { groups: PolicyGroup[] };
  const isM49 = (group: PolicyGroup) => group.code.startsWith('m49-');
  const ordered = [...groups.filter((group) => !isM49(group)), ...groups.filter(isM49)];
  return (country) => {
    const region = ordered.find((group) => group.matches?.includes(country));
    if (!region) throw new Error(`policy.json has no region for ${country}`);
    return region.code;
  };
};
