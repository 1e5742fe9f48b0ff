import type { PrivacyServices } from '../../server/src/privacy/privacy-services';
import type { ScopeStore } from '../../server/src/platform/scope';
import { applyPolicy } from '../support/custodian';
import { createSuiteDatabase, type SuiteDatabase } from '../support/database';
import { CONTACT } from '../integration/support/crm';
import {
  privacyPolicy,
  seedCanary,
  startErasure,
  type Canary,
} from '../integration/support/erasure';

/** Somebody's request, through the desk up to the moment at which the work begins. */
const requestErasure = async (services: PrivacyServices, canary: Canary): Promise<void> => {
  const { requests, jobs } = services;
  const drain = async () => {
    while ((await jobs.runDue()) > 0);
  };
  const body = { kind: 'erasure', email: canary.email, channel: 'email' };
  const { request } = await requests.enter(body, 'admin:1');
  const now = () => requests.table.byId(request.id);
  await requests.desk.verifyIdentity(await now(), { method: 'known' });
  await drain();
  await requests.processing.discover(await now());
  await drain();
  for (const principal of ['admin:2', 'admin:3'])
    await requests.approvals.approve(await now(), { principal, email: null }, undefined);
  await requests.processing.execute(await now());
  const { state } = await now();
  if (state !== 'executing') throw new Error(`The request is ${state}`);
};

/**
 * Seeds a database and a folder of uploads with somebody whose erasure is approved and due.
 * @returns the database, which nobody is connected to any more; the caller drops it
 */
export const seedRequest = async (
  folder: string
): Promise<{ template: SuiteDatabase; canary: Canary }> => {
  const template = await createSuiteDatabase();
  const { strapi, services, stop } = await startErasure(undefined, { folder, database: template });
  await applyPolicy(strapi, privacyPolicy());
  await strapi
    .plugin('i18n')
    .service<{ create(locale: object): Promise<unknown> }>('locales')
    .create({ code: 'de', name: 'German' });
  await seedCanary(strapi);
  const canary = await seedCanary(strapi);
  const scopes = strapi.plugin('custodian').service<ScopeStore>('scope');
  await scopes.runAsSystem(async () => {
    await services.erasures.disclosures.record(
      {
        contentType: CONTACT,
        documentId: canary.contact,
        recipient: 'partner@example.test',
        purpose: 'Delivery',
      },
      'admin:1'
    );
    await requestErasure(services, canary);
  });
  await stop();
  return { template, canary };
};
