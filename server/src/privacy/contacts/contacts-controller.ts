import { z } from '@strapi/utils';
import type { Context } from 'koa';
import type { PrivateAnswers } from '../../platform/http/private-answers';
import { dataOf, parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { Contacts } from './contacts';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly answers: PrivateAnswers;
  readonly privacy: { readonly contacts: Contacts };
}

const body = z.strictObject({ recipients: z.unknown() });

/** What senders ask before they send (`POST /api/custodian/may-contact`). */
export const createContactsController = ({ scopes, answers, privacy }: Dependencies) => ({
  async check(ctx: Context) {
    answers.mark();
    const { recipients } = parse(body, dataOf(ctx.request.body));
    const found = await scopes.runAsSystem(() => privacy.contacts.check(recipients));
    ctx.body = { data: found.map((mayContact) => ({ mayContact })), meta: {} };
  },
});
