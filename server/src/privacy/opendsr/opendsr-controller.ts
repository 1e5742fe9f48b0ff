import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import type { PrivateAnswers } from '../../platform/http/private-answers';
import { parse } from '../../platform/http/request';
import type { ScopeStore } from '../../platform/scope';
import type { Keyring } from '../proof/keyring';
import type { RateLimits } from '../requests/limits';
import type { Controller, OpenDsrSettings } from './config';
import type { OpenDsr } from './opendsr';
import { signed } from './signing';
import { API_VERSION, IDENTITIES, KINDS } from './wire';

interface Dependencies {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly answers: PrivateAnswers;
  readonly privacy: {
    readonly limits: RateLimits;
    readonly openDsr: OpenDsr;
    readonly erasures: { readonly keyring: Keyring };
    readonly settings: () => { readonly opendsr?: OpenDsrSettings | undefined };
  };
}

const LIMIT = { max: 600, minutes: 60 };
/** Nobody guesses a key of 32 characters; the limit keeps whoever tries from keeping the database busy. */
const WRONG_KEYS = { max: 20, minutes: 60 };
const BEARER = /^Bearer (\S{1,500})$/;
const params = z.object({ id: z.string().min(1).max(191) });

/** OpenDSR for controllers (`/api/custodian/opendsr/v2`). All of it is absent where nobody configured it. */
export const createOpenDsrController = ({ strapi, scopes, answers, privacy }: Dependencies) => {
  const { limits, openDsr, erasures, settings } = privacy;

  const configured = (): OpenDsrSettings => {
    const { opendsr } = settings();
    if (!opendsr) throw new errors.NotFoundError();
    return opendsr;
  };

  const answer = (ctx: Context, status: number, message: object): void => {
    const { body, headers } = signed(erasures.keyring, configured().domain, message);
    ctx.status = status;
    ctx.type = 'json';
    ctx.set(headers);
    ctx.body = body;
  };

  /** @throws UnauthorizedError for whatever is wrong with a key, RateLimitError */
  const authenticate = async (ctx: Context): Promise<Controller> => {
    const { ip } = ctx.request;
    await limits.count('opendsr:ip', ip, LIMIT);
    const controller = openDsr.controllerOf(BEARER.exec(ctx.get('Authorization'))?.[1] ?? '');
    if (controller) return controller;
    await limits.count('opendsr:key', ip, WRONG_KEYS);
    throw new errors.UnauthorizedError();
  };

  const act =
    (status: number, work: (controller: Controller, ctx: Context) => Promise<object>) =>
    async (ctx: Context): Promise<void> => {
      answers.mark();
      configured();
      await scopes.runAsSystem(async () => {
        answer(ctx, status, await work(await authenticate(ctx), ctx));
      });
    };

  const idIn = (ctx: Context): string => parse(params, ctx.params).id;

  return {
    /** What is spoken here, and where the keys are that answers verify with. */
    async discovery(ctx: Context) {
      const { domain } = configured();
      await scopes.runAsSystem(() => limits.count('opendsr:ip', ctx.request.ip, LIMIT));
      const base = strapi.config.get<string>('server.absoluteUrl', '');
      const prefix = strapi.config.get<string>('api.rest.prefix', '/api');
      answer(ctx, 200, {
        api_version: API_VERSION,
        processor_domain: domain,
        processor_certificate: `${base}${prefix}/custodian/privacy-keys`,
        supported_identities: Object.keys(IDENTITIES).map((identity_type) => ({
          identity_type,
          identity_format: 'raw',
        })),
        supported_subject_request_types: Object.fromEntries(
          Object.entries(KINDS).map(([regulation, kinds]) => [regulation, Object.keys(kinds)])
        ),
      });
    },
    create: act(201, (controller, ctx) => openDsr.open(controller, ctx.request.body)),
    findOne: act(200, (controller, ctx) => openDsr.status(controller, idIn(ctx))),
    cancel: act(202, (controller, ctx) => openDsr.cancel(controller, idIn(ctx))),
  };
};
