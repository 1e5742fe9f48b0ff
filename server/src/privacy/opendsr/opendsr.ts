import { createHash, timingSafeEqual } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { invalid } from '../../access/principals';
import { parse } from '../../platform/http/request';
import type { Jobs } from '../jobs/jobs';
import { mayCall, post } from '../outgoing';
import type { Keyring } from '../proof/keyring';
import type { RequestServices } from '../requests/request-services';
import type { PrivacyRequest } from '../requests/request-table';
import { normalise } from '../subjects/normalise';
import type { Controller, OpenDsrSettings } from './config';
import { OPENDSR_UID } from './models';
import { signed } from './signing';
import {
  API_VERSION,
  IDENTITIES,
  kindOf,
  sentRequest,
  statusOf,
  type SentRequest,
  type Status,
} from './wire';

/** A processor's side of OpenDSR (https://opendsr.org): controllers send what data subjects ask for. */
export interface OpenDsr {
  /** Whoever holds the key; null for anything else, in the same time. */
  controllerOf(key: string): Controller | null;
  /**
   * Takes a request. The controller answers for who asks (Art. 28 GDPR): identity is settled, the
   * rest goes the way of every request. The same number sent again is the same request.
   * @throws ValidationError; nothing is stored then
   */
  open(controller: Controller, body: unknown): Promise<object>;
  /** @throws NotFoundError for what this controller has not sent */
  status(controller: Controller, id: string): Promise<object>;
  /** Calls a request back. @throws NotFoundError, ApplicationError `WRONG_STATE` unless it is pending */
  cancel(controller: Controller, id: string): Promise<object>;
}

/** What it is made of. */
export interface OpenDsrParts {
  readonly strapi: Core.Strapi;
  readonly jobs: Jobs;
  readonly keyring: Keyring;
  readonly requests: RequestServices;
  readonly settings: () => OpenDsrSettings | undefined;
  readonly country: () => string | undefined;
}

interface Row {
  readonly id: number;
  readonly requestId: number;
  readonly controller: string;
  readonly subjectRequestId: string;
  readonly status: Status;
  readonly callbacks: string;
  readonly receivedAt: string;
  readonly sealedResults: string | null;
}

const CALL_BACK = 'opendsr.callback';
/** About two hours of trying. */
const CALLBACK_ATTEMPTS = 16;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const contextOf = (id: number): string => `opendsr ${id}`;

/** What controllers have sent. */
const createSent = ({ strapi }: Pick<OpenDsrParts, 'strapi'>) => {
  const rows = () => strapi.db.query(OPENDSR_UID);
  return {
    find: (where: object) => rows().findOne({ where }) as Promise<Row | null>,
    add: (data: Omit<Row, 'id' | 'receivedAt' | 'sealedResults'>) =>
      rows().create({ data: { ...data, receivedAt: new Date() } }) as Promise<Row>,
    update: (id: number, data: object) => rows().update({ where: { id }, data }),
  };
};

type Sent = ReturnType<typeof createSent>;

/** What the protocol says of where a request stands. */
const statusMessage = (
  { keyring, requests }: Pick<OpenDsrParts, 'keyring' | 'requests'>,
  { id, controller, subjectRequestId, sealedResults }: Row,
  request: PrivacyRequest,
  status: Status
): object => ({
  api_version: API_VERSION,
  controller_id: controller,
  subject_request_id: subjectRequestId,
  request_status: status,
  expected_completion_time: request.dueAt.toISOString(),
  ...(sealedResults === null ? {} : { results_url: keyring.open(sealedResults, contextOf(id)) }),
  extensions: {
    custodian: {
      state: request.state,
      ground: request.ground,
      overdue: requests.isOverdue(request),
    },
  },
});

/** Tells controllers how their requests go: a job for each address, tried until it answers. */
const createCallbacks = (parts: OpenDsrParts, sent: Sent) => {
  const { jobs, keyring, requests, settings } = parts;

  jobs.define(
    CALL_BACK,
    async ({ job }) => {
      const row = await sent.find({ id: Number(job.payload.row) });
      const controller = settings()?.controllers.find(({ id }) => id === row?.controller);
      const address = (JSON.parse(row?.callbacks ?? '[]') as string[])[Number(job.payload.address)];
      // Somebody who is no longer configured is told nothing more.
      if (!row || !controller || address === undefined) return;
      const request = await requests.table.byId(row.requestId);
      const status = job.payload.status as Status;
      const message = signed(
        keyring,
        settings()?.domain ?? '',
        statusMessage(parts, row, request, status)
      );
      await post(address, message.body, {
        allowed: controller.callbacks,
        headers: message.headers,
      });
    },
    { maxAttempts: CALLBACK_ATTEMPTS }
  );

  // In the transaction of the change: what is undone is told to nobody.
  requests.onMoved(async (request, { link }) => {
    if (request.channel !== 'opendsr') return;
    const row = await sent.find({ requestId: request.id });
    const status = statusOf(request);
    if (!row || row.status === status) return;
    const results =
      link === undefined ? {} : { sealedResults: keyring.seal(link, contextOf(row.id)) };
    await sent.update(row.id, { status, ...results });
    const addresses = JSON.parse(row.callbacks) as string[];
    for (const address of addresses.keys())
      await jobs.enqueue({ kind: CALL_BACK, payload: { row: row.id, address, status } });
  });
};

/** Reads what a controller sends. @throws ValidationError */
const createReader = ({ country }: Pick<OpenDsrParts, 'country'>) => {
  const identifierOf = (
    { identity_type: type, identity_value: value }: SentRequest['subject_identities'][number],
    at: number
  ) => {
    const identifier = normalise(IDENTITIES[type as keyof typeof IDENTITIES], value, country());
    const path = ['subject_identities', at, 'identity_value'];
    if (!identifier) throw invalid(`This is no valid ${type}`, 'INVALID_IDENTIFIER', path);
    return identifier;
  };

  return ({ callbacks }: Controller, body: unknown) => {
    const input = parse(sentRequest, body);
    const kind = kindOf(input);
    if (!kind)
      throw invalid(`${input.regulation} knows no such right`, 'UNSUPPORTED_TYPE', [
        'subject_request_type',
      ]);
    if (input.submitted_time > new Date())
      throw invalid('Not submitted yet', 'IN_THE_FUTURE', ['submitted_time']);
    const bad = input.status_callback_urls.findIndex((address) => !mayCall(address, callbacks));
    if (bad >= 0)
      throw invalid('The configuration does not name this address', 'CALLBACK_NOT_ALLOWED', [
        'status_callback_urls',
        bad,
      ]);
    return { input, kind, identifiers: input.subject_identities.map(identifierOf) };
  };
};

/** Takes requests, each number once. */
const createTake = (parts: OpenDsrParts, sent: Sent) => {
  const { strapi, requests } = parts;
  const read = createReader(parts);

  const add = (controller: Controller, { input, kind, identifiers }: ReturnType<typeof read>) =>
    strapi.db.transaction(async () => {
      const from = {
        channel: 'opendsr' as const,
        receivedAt: input.submitted_time,
        by: `opendsr:${controller.id}`,
      };
      const request = await requests.take({ kind, locale: 'en' }, identifiers, from);
      return sent.add({
        requestId: request.id,
        controller: controller.id,
        subjectRequestId: input.subject_request_id,
        status: statusOf(request),
        callbacks: JSON.stringify(input.status_callback_urls),
      });
    });

  return async (controller: Controller, body: unknown): Promise<Row> => {
    const given = read(controller, body);
    const same = { controller: controller.id, subjectRequestId: given.input.subject_request_id };
    const known = await sent.find(same);
    if (known) return known;
    try {
      return await add(controller, given);
    } catch (error) {
      // Sent twice at once: the unique number lets one of them.
      const other = await sent.find(same);
      if (!other) throw error;
      return other;
    }
  };
};

/** Creates the service, and defines its job; calls expect system scope. */
export const createOpenDsr = (parts: OpenDsrParts): OpenDsr => {
  const { requests, settings } = parts;
  const sent = createSent(parts);
  const take = createTake(parts, sent);
  createCallbacks(parts, sent);

  const requireSent = async (controller: Controller, subjectRequestId: string) => {
    const row = await sent.find({ controller: controller.id, subjectRequestId });
    if (!row) throw new errors.NotFoundError('Request not found', { code: 'NOT_FOUND' });
    return { row, request: await requests.table.byId(row.requestId) };
  };

  const receipt = ({ controller, subjectRequestId, receivedAt }: Row) => ({
    api_version: API_VERSION,
    controller_id: controller,
    subject_request_id: subjectRequestId,
    received_time: new Date(receivedAt).toISOString(),
  });

  return {
    controllerOf(key) {
      const given = digest(key);
      const all = settings()?.controllers ?? [];
      return all.filter((one) => timingSafeEqual(digest(one.key), given))[0] ?? null;
    },
    async open(controller, body) {
      const row = await take(controller, body);
      const { dueAt } = await requests.table.byId(row.requestId);
      return {
        ...receipt(row),
        expected_completion_time: dueAt.toISOString(),
        encoded_request: Buffer.from(JSON.stringify(body)).toString('base64'),
      };
    },
    async status(controller, id) {
      const { row, request } = await requireSent(controller, id);
      return statusMessage(parts, row, request, statusOf(request));
    },
    async cancel(controller, id) {
      const { row, request } = await requireSent(controller, id);
      // Along the table of transitions, which refuses what is being carried out.
      await requests.withdrawal.withdraw(request, { by: 'controller' });
      return receipt(row);
    },
  };
};
