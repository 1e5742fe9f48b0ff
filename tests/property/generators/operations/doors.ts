import type { Core } from '@strapi/strapi';
import type { Random } from '../random';
import { adminReads } from './admin-reads';
import { adminWrites } from './admin-writes';
import { graphqlReads, graphqlWrites } from './graphql';
import { restReads, restWrites } from './rest';
import type { Door } from './types';

/** The ways into this Strapi; GraphQL is one where its plugin is enabled. */
export const openDoors = (strapi: Core.Strapi): Door[] => [
  restReads,
  restWrites,
  adminReads,
  adminWrites,
  ...('graphql' in strapi.plugins ? [graphqlReads, graphqlWrites] : []),
];

/** The ways in that can change something. */
export const writingDoors = (strapi: Core.Strapi): Door[] =>
  openDoors(strapi).filter(({ name }) => name.endsWith('.write'));

/** Draws a door, in proportion to the weights. */
export function drawDoor(random: Random, doors: Door[]): Door {
  const total = doors.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.next() * total;
  for (const door of doors) {
    left -= door.weight;
    if (left < 0) return door;
  }
  throw new Error('There is no door to draw');
}
