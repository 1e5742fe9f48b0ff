import { createActor, isPrincipal } from '../../../server/src/platform/actor';
import { identify, isSystemRequest } from '../../../server/src/platform/identify';
import { createScopeStore } from '../../../server/src/platform/scope';

const content = { info: { type: 'content-api' } };
const state = (name: string, credentials: { id: number; roles?: { code: string }[] } | null) => ({
  route: content,
  auth: { strategy: { name }, credentials },
});

describe('identify', () => {
  it.each([
    ['users-permissions', { id: 3 }, 'user:3'],
    ['content-api-token', { id: 4 }, 'token:4'],
    ['admin-token', { id: 5 }, 'token:5'],
    ['admin', { id: 6 }, 'admin:6'],
    ['users-permissions', null, 'public'],
    ['some-new-strategy', { id: 7 }, 'nobody'],
  ])('%s %j is %s', (strategy, credentials, principal) => {
    expect(identify(state(strategy, credentials), null).principal).toBe(principal);
  });

  it('is public on content-API routes only', () => {
    expect(identify({ route: content }, '10.0.0.1').kind).toBe('public');
    expect(identify({ route: { info: { type: 'admin' } } }, null).kind).toBe('nobody');
    expect(identify({}, null).kind).toBe('nobody');
  });

  it('knows where somebody asks from, and that it does not', () => {
    expect(identify(state('users-permissions', { id: 3 }), '::1').address).toBe('::1');
    expect(identify(state('content-api-token', { id: 3 }), null).address).toBeNull();
  });

  it('knows the super admin by role', () => {
    expect(
      identify(state('admin', { id: 1, roles: [{ code: 'strapi-super-admin' }] }), null).superAdmin
    ).toBe(true);
    expect(
      identify(state('admin', { id: 1, roles: [{ code: 'strapi-editor' }] }), null).superAdmin
    ).toBe(false);
  });

  it('leaves log-in routes and data transfers to the system', () => {
    const logIn = { handler: 'auth.callback', info: { pluginName: 'users-permissions' } };
    expect(isSystemRequest({ route: logIn })).toBe(true);
    expect(isSystemRequest({ route: { ...logIn, info: { pluginName: 'shop' } } })).toBe(false);
    expect(isSystemRequest({ route: { ...logIn, handler: 'user.me' } })).toBe(false);
    expect(isSystemRequest({ auth: { strategy: { name: 'data-transfer' } } })).toBe(true);
  });
});

describe('scopes', () => {
  it('are the system outside HTTP and nobody inside, until somebody is known', () => {
    let inside = false;
    const scopes = createScopeStore(() => inside);
    expect(scopes.current().kind).toBe('system');
    inside = true;
    expect(scopes.actor()?.kind).toBe('nobody');
  });

  it('let an unknown caller become somebody once, and nobody become somebody else', () => {
    const scopes = createScopeStore(() => false);
    scopes.runAs(createActor('nobody'), () => {
      scopes.identify(createActor('token', 1));
      scopes.identify(createActor('token', 2));
      expect(scopes.actor()?.principal).toBe('token:1');
    });
    scopes.runAsSystem(() => {
      scopes.identify(createActor('token', 1));
      expect(scopes.actor()).toBeNull();
    });
  });

  it('stay apart in concurrent requests', async () => {
    const scopes = createScopeStore(() => false);
    const ask = (id: number) =>
      scopes.runAs(createActor('user', id), async () => {
        for (let turn = 0; turn < 20; turn += 1) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
          expect(scopes.actor()?.principal).toBe(`user:${id}`);
        }
      });
    await Promise.all(Array.from({ length: 20 }, (_item, id) => ask(id + 1)));
  });
});

describe('isPrincipal', () => {
  it.each(['user:1', 'admin:20', 'token:3', 'public'])('%s', (text) => {
    expect(isPrincipal(text)).toBe(true);
  });
  it.each(['user:0', 'user:', 'group:a', 'nobody', 'user:1 ', '', 5, null])('not %j', (value) => {
    expect(isPrincipal(value)).toBe(false);
  });
});
