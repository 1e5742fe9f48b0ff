import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import { bridgeAuditLogs } from '../../server/src/enforcement/strapi-audit-logs';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { auditOf } from './support/audit';
import { logInAdmin, type Client } from './support/client';
import { crmPolicy } from './support/crm';

interface Saved {
  action: string;
  payload: { actor: object; resource: object; details: object };
}

interface Lifecycle {
  register(): Promise<unknown>;
  destroy(): unknown;
}

/** Strapi's own code, which a licence would start: it lies in the package all the same. */
const createLifecycle = async (strapi: object): Promise<Lifecycle> => {
  const admin = join(require.resolve('@strapi/admin/package.json'), '..');
  const path = 'dist/server/ee/server/src/audit-logs/services/lifecycles.js';
  const { createAuditLogsLifecycleService } = (await import(join(admin, path))) as {
    createAuditLogsLifecycleService(of: object): Lifecycle;
  };
  return createAuditLogsLifecycleService(strapi);
};

describe('the audit log of paid plans', () => {
  let app: RunningStrapi;
  let admin: Client;
  let lifecycle: Lifecycle;
  const saved: Saved[] = [];

  const membership = { principal: 'admin:1', group: 'nordics', profile: 'manager' };

  beforeAll(async () => {
    app = await startStrapi({ policy: crmPolicy() });
    const strapi: Core.Strapi = app.strapi;
    admin = (await logInAdmin(app)).client;
    strapi.add('audit-logs', { saveEvent: (event: Saved) => saved.push(event) });
    const features = { isEnabled: () => true, get: () => true };
    const licensed = new Proxy(strapi, {
      get: (target, key: keyof Core.Strapi) =>
        (key as string) === 'ee' ? { features } : target[key],
    });
    lifecycle = await createLifecycle(licensed);
    await lifecycle.register();
    strapi.add('audit-logs-lifecycle', lifecycle);
    bridgeAuditLogs(strapi, auditOf(strapi));
  });
  afterAll(async () => {
    lifecycle.destroy();
    await app.stop();
  });
  beforeEach(() => {
    saved.length = 0;
  });

  const custodians = () => saved.filter(({ action }) => action.startsWith('custodian.'));

  it('is told what admin users change, without what may have to be erased', async () => {
    const { body } = await admin.post('/custodian/memberships', membership).expect(201);
    expect(custodians()).toMatchObject([
      {
        action: 'custodian.membership.created',
        payload: {
          actor: { type: 'admin-user' },
          details: { causedBy: expect.stringMatching(/^admin:\d+$/) },
        },
      },
    ]);
    expect(JSON.stringify(custodians())).not.toContain(membership.profile);
    await admin.delete(`/custodian/memberships/${body.data.id}`);
    expect(custodians().map(({ action }) => action)).toEqual([
      'custodian.membership.created',
      'custodian.membership.ended',
    ]);
  });

  it('is told nothing of what was rolled back', async () => {
    await expect(
      app.strapi.db.transaction(async () => {
        await auditOf(app.strapi).record({ type: 'membership.created' });
        throw new Error('undone');
      })
    ).rejects.toThrow('undone');
    expect(custodians()).toEqual([]);
  });
});
