import type { Core } from '@strapi/strapi';
import { SHARE_UID } from '../models';
import type { GovernedType, ShareLevel, SharingRuleConfig } from '../policy/types';
import type { RowQuery } from '../rights/row-query';
import { levelsFor, type Audience } from '../shares/share-sql';
import { iso, openUntil } from '../validity';
import type { GrantQuestion } from './explain-grants';
import { reason, type Reason } from './reasons';

/** What the explanation of shares is made of. */
interface Dependencies {
  readonly strapi: Core.Strapi;
  readonly rows: RowQuery;
}

interface ShareRow {
  id: number;
  principal: string;
  level: string;
  expiresAt: string | Date | null;
}

/** A question about the shares of one record. */
export interface ShareQuestion extends GrantQuestion {
  readonly type: GovernedType;
  readonly audience: Audience;
  readonly rules: readonly SharingRuleConfig[];
}

const byHand = async (
  { strapi }: Dependencies,
  { contentType, documentId, audience }: ShareQuestion,
  levels: readonly ShareLevel[]
): Promise<Reason[]> => {
  const found = (await strapi.db.query(SHARE_UID).findMany({
    where: {
      contentType,
      documentId,
      principal: { $in: [...audience.principals] },
      level: { $in: [...levels] },
      ...openUntil('expiresAt', audience.now),
    },
    orderBy: { id: 'asc' },
  })) as ShareRow[];
  return found.map(({ id, principal, level, expiresAt }) =>
    reason('share', {
      share: id,
      principal,
      level,
      expiresAt: iso(expiresAt),
    })
  );
};

const byRule = async (
  { rows }: Dependencies,
  { contentType, documentId, audience, rules, writer }: ShareQuestion,
  levels: readonly ShareLevel[]
): Promise<Reason[]> => {
  const found: Reason[] = [];
  for (const [index, rule] of rules.entries()) {
    const { principal, level } = rule;
    const applies = rule.contentType === contentType && audience.principals.includes(principal);
    if (!applies || !levels.includes(level)) continue;
    const held = await rows.countOf(contentType, documentId, (context) =>
      writer.ruleHolds(contentType, rule, context)
    );
    if (held > 0) found.push(reason('sharing-rule', { rule: index, principal, level }));
  }
  return found;
};

const throughParents = async (
  { rows }: Dependencies,
  { contentType, documentId, audience, type, writer }: ShareQuestion,
  levels: readonly ShareLevel[]
): Promise<Reason[]> => {
  const attributes = type.group.kind === 'inherit' ? type.group.attributes : [];
  const found: Reason[] = [];
  for (const attribute of attributes) {
    const shared = await rows.countOf(contentType, documentId, (context) =>
      writer.sharedThrough(attribute)(contentType, audience, levels, context)
    );
    if (shared > 0) found.push(reason('parent-share', { attribute }));
  }
  return found;
};

/** All shares that give the right on the record: by hand, by rule, and through its parents. */
export const explainShares = async (
  dependencies: Dependencies,
  question: ShareQuestion
): Promise<Reason[]> => {
  const levels = levelsFor(question.action);
  if (levels.length === 0) return [];
  return [
    ...(await byHand(dependencies, question, levels)),
    ...(await byRule(dependencies, question, levels)),
    ...(await throughParents(dependencies, question, levels)),
  ];
};
