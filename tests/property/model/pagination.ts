import type { Param } from './types';
import { isObject, text } from './types';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

export interface Page {
  start: number;
  limit: number;
  byPage: boolean;
  withCount: boolean;
}

const number = (value: Param | undefined, otherwise: number) =>
  value === undefined ? otherwise : Number(value);

/** "No limit" is written -1, but only as a number: in a query string it is a text and becomes 1. */
const clamp = (limit: number) => Math.min(Math.max(limit, 1), MAX_LIMIT);

/** Reads a `pagination` parameter; the limits are those of the fixture app's configuration. */
export function parsePagination(pagination: Param | undefined): Page {
  const given = isObject(pagination) ? pagination : {};
  const { page, pageSize, start, limit, withCount } = given;
  const byOffset = start !== undefined || limit !== undefined;
  const counts = withCount === undefined || ['true', 't', '1'].includes(text(withCount));
  if (byOffset) {
    return {
      start: Math.max(number(start, 0), 0),
      limit: clamp(number(limit, DEFAULT_LIMIT)),
      byPage: false,
      withCount: counts,
    };
  }
  const size = clamp(Math.max(number(pageSize, DEFAULT_LIMIT), 1));
  return { start: (number(page, 1) - 1) * size, limit: size, byPage: true, withCount: counts };
}

/** `meta.pagination` of an answer; `total` only when it was counted. */
export function paginationMeta(page: Page, total: number | undefined): Record<string, number> {
  const { start, limit } = page;
  const where: Record<string, number> = page.byPage
    ? { page: Math.floor(start / limit) + 1, pageSize: limit }
    : { start, limit };
  if (total === undefined) return where;
  return page.byPage
    ? { ...where, pageCount: Math.ceil(total / limit), total }
    : { ...where, total };
}
