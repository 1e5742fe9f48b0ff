import type { MaskDocument, Strategies } from '../../server/src/masking/strategies/registry';
import { addMembership } from '../support/custodian';
import { logInAdmin } from './support/client';
import { ACCOUNT, CONTACT, createRecord, DEAL } from './support/crm';
import { startRevealing, type Revealing } from './support/revealing';

const MISSING = 'aaaaaaaaaaaaaaaaaaaaaaaa';
const DAY = 86_400_000;

interface Previewed {
  readonly field: string;
  readonly type: string;
  readonly contentType?: string;
  readonly masks: readonly MaskDocument[];
  readonly values: readonly unknown[];
}

const HIDE: readonly MaskDocument[] = [{ strategy: 'redact' }, { strategy: 'hidden' }];
const TEXT: readonly MaskDocument[] = [
  ...HIDE,
  { strategy: 'redact', text: "withheld, 'friend' ?" },
  { strategy: 'partial', keepFirst: 1, keepLast: 2 },
  { strategy: 'initials' },
  { strategy: 'pseudonym' },
];

/** Fields of every kind that the fixture has, each with masks that fit it. */
const PREVIEWED: readonly (readonly [string, string, Previewed])[] = (
  [
    {
      field: 'phone',
      type: 'string',
      masks: [...TEXT, { strategy: 'phone' }],
      values: ['070-1', ''],
    },
    { field: 'email', type: 'email', masks: [...TEXT, { strategy: 'email' }], values: ['å@ö.se'] },
    { field: 'notes', type: 'text', masks: TEXT, values: ['Long\ntext 🔒'] },
    { field: 'address.street', type: 'string', masks: TEXT, values: ['High Street 7'] },
    {
      field: 'birthDate',
      type: 'date',
      masks: [...HIDE, { strategy: 'year' }, { strategy: 'month' }],
      values: ['2001-12-31', null],
    },
    {
      field: 'score',
      type: 'integer',
      masks: [...HIDE, { strategy: 'bucket', step: 7 }],
      values: [-1, 2_147_483_647],
    },
    {
      field: 'creditLimit',
      type: 'decimal',
      masks: [...HIDE, { strategy: 'bucket', step: 0.5 }],
      values: [12.25, -0.25],
    },
    {
      contentType: ACCOUNT,
      field: 'lastCallAt',
      type: 'datetime',
      masks: [...HIDE, { strategy: 'year' }, { strategy: 'month' }],
      values: ['2026-02-03T04:05:06.789Z'],
    },
    { contentType: ACCOUNT, field: 'active', type: 'boolean', masks: HIDE, values: [true, false] },
    { contentType: ACCOUNT, field: 'profile', type: 'json', masks: HIDE, values: [{ a: [1] }] },
    {
      contentType: ACCOUNT,
      field: 'industry',
      type: 'enumeration',
      masks: HIDE,
      values: ['water'],
    },
    { field: 'photo', type: 'media', masks: HIDE, values: [] },
  ] as const
).map((row) => [row.field, row.type, row] as const);

describe('what the panel shows of the content manager’s records', () => {
  let crm: Revealing;
  let contact: string;

  beforeAll(async () => {
    crm = await startRevealing();
    contact = await crm.contact('Anna');
  });
  afterAll(() => crm.app.stop());

  describe('masked fields of one record', () => {
    const masksOf = (documentId: string, contentType = CONTACT) =>
      crm.admin.get(`/custodian/me/masked/${contentType}/${documentId}`);

    it('are named, apart from those that are hidden', async () => {
      const { body } = await masksOf(contact).expect(200);
      expect(body.data).toEqual({
        masked: ['birthDate', 'email', 'notes', 'phone'],
        hidden: ['creditLimit'],
        writable: false,
      });
    });

    it('are fewer while some are revealed', async () => {
      const wish = {
        contentType: CONTACT,
        documentId: contact,
        purpose: 'call',
        fields: ['email'],
      };
      const { body: made } = await crm.admin.post('/custodian/reveals', wish).expect(201);
      expect((await masksOf(contact)).body.data.masked).toEqual(['birthDate', 'notes', 'phone']);
      await crm.admin.delete(`/custodian/reveals/${made.data.id}`).expect(200);
      expect((await masksOf(contact)).body.data.masked).toContain('email');
    });

    it('are none for whoever sees the record clear, and of a type without rules', async () => {
      const { id, client } = await logInAdmin(crm.app, 'strapi-author');
      await addMembership(crm.strapi, {
        principal: `admin:${id}`,
        group: 'north',
        profile: 'officer',
      });
      const { body } = await client.get(`/custodian/me/masked/${CONTACT}/${contact}`).expect(200);
      expect(body.data).toMatchObject({ masked: [], hidden: [] });
      const account = await masksOf(crm.account, ACCOUNT);
      expect(account.body.data).toMatchObject({ masked: [], hidden: [] });
    });

    it('are not told of a record out of sight, as of one that is missing', async () => {
      const hidden = await masksOf(await crm.contact('Cai', crm.far));
      const missing = await masksOf(MISSING);
      expect(missing.status).toBe(404);
      expect([hidden.status, hidden.body]).toEqual([missing.status, missing.body]);
      const { client } = await logInAdmin(crm.app, 'strapi-author');
      const stranger = await client.get(`/custodian/me/masked/${CONTACT}/${contact}`);
      expect([stranger.status, stranger.body]).toEqual([missing.status, missing.body]);
    });
  });

  describe('restrictions of a page of records', () => {
    const among = (documentIds: string, contentType = CONTACT) =>
      crm.admin.get(`/custodian/restrictions/${contentType}?documentIds=${documentIds}`);

    it('are answered in one question, those in force alone', async () => {
      const [held, both, ended, free] = [
        await crm.contact('Held'),
        await crm.contact('Both'),
        await crm.contact('Ended'),
        await crm.contact('Free'),
      ];
      const restrict = (documentId: string, kind: string) =>
        crm.admin
          .put(`/custodian/restrictions/${CONTACT}/${documentId}`, { kind, reason: 'court case' })
          .expect(200);
      await restrict(held, 'legal-hold');
      await restrict(both, 'art-18');
      await restrict(both, 'legal-hold');
      await restrict(ended, 'art-18');
      await crm.strapi.db.query('plugin::custodian.restriction').updateMany({
        where: { documentId: ended },
        data: { expiresAt: new Date(Date.now() - 1_000) },
      });
      const { body } = await among([held, both, ended, free, MISSING].join(',')).expect(200);
      const found = body.data.map((one: { documentId: string; kind: string }) => [
        one.documentId,
        one.kind,
      ]);
      expect(found.sort()).toEqual(
        [
          [held, 'legal-hold'],
          [both, 'art-18'],
          [both, 'legal-hold'],
        ].sort()
      );
    });

    it('are those of the type that is asked for', async () => {
      const restricted = await crm.contact('Other');
      await crm.admin
        .put(`/custodian/restrictions/${CONTACT}/${restricted}`, { reason: 'objection' })
        .expect(200);
      expect((await among(restricted, DEAL).expect(200)).body.data).toEqual([]);
      expect((await among('').expect(200)).body.data).toEqual([]);
    });

    it('are no question about everything', async () => {
      const { body } = await crm.admin.get(`/custodian/restrictions/${CONTACT}`).expect(400);
      expect(body.error.details).toMatchObject({ code: 'INVALID_REQUEST' });
      expect(body.error.details.path).toEqual(['query', 'documentIds']);
      const many = Array.from({ length: 101 }, (_, at) => `a${at}`).join(',');
      expect((await among(many)).status).toBe(400);
    });
  });

  describe('the preview of a mask', () => {
    const preview = (body: object) => crm.admin.post('/custodian/policy/preview', body);
    const emails = (values: unknown[]) => ({
      contentType: CONTACT,
      field: 'email',
      mask: { strategy: 'email' },
      values,
    });

    it.each(PREVIEWED)(
      'says of %s, of kind %s, what views would say',
      async (_field, _type, row) => {
        const { contentType = CONTACT, field, type, masks, values } = row;
        const strategies: Strategies = crm.strapi.plugin('custodian').service('masks');
        for (const mask of masks) {
          const { status, body } = await preview({ contentType, field, mask, values });
          expect({ mask, status, error: body.error }).toEqual({ mask, status: 200 });
          // Properties of every strategy show that the two ways to compute a mask agree.
          const twin = strategies.compile(mask, { type, length: null });
          const pairs = (list: readonly unknown[]) =>
            list.map((value) => ({ value, masked: twin.mask(value) }));
          expect(body.data).toEqual({
            absent: mask.strategy === 'hidden',
            examples: pairs(strategies.examples(mask.strategy, { type, length: null })),
            values: pairs(values),
          });
        }
      }
    );

    it('masks values that are sent, in their order, and reads no record', async () => {
      const before = await crm.strapi.db.query('plugin::custodian.audit-event').count();
      const { body } = await preview(emails(['bo@example.test', null, 'no address'])).expect(200);
      expect(body.data).toMatchObject({
        absent: false,
        values: [
          { value: 'bo@example.test', masked: 'b•••@example.test' },
          { value: null, masked: null },
          { value: 'no address', masked: '•••' },
        ],
      });
      expect(await crm.strapi.db.query('plugin::custodian.audit-event').count()).toBe(before);
    });

    it('shows what the list of records shows', async () => {
      const data = { email: 'cleo@example.test', phone: '+46 70 765 43 21', account: crm.account };
      const cleo = await createRecord(
        crm.strapi,
        CONTACT,
        { firstName: 'Cleo', lastName: 'S', ...data },
        'published'
      );
      const { body: shown } = await crm.admin.get(
        `/content-manager/collection-types/${CONTACT}/${cleo}`
      );
      const { contentTypes } = (await crm.admin.get('/custodian/policy')).body.data.document;
      for (const field of ['email', 'phone'] as const) {
        const { mask } = contentTypes[CONTACT].fields[field];
        const { body } = await preview({
          contentType: CONTACT,
          field,
          mask,
          values: [data[field]],
        });
        expect(body.data.values).toEqual([{ value: data[field], masked: shown.data[field] }]);
      }
    });

    it.each([
      [{ field: 'nothing' }, ['field'], 'MASK_INVALID'],
      [{ field: 'documentId' }, ['field'], 'MASK_INVALID'],
      [{ mask: { strategy: 'blur' } }, ['mask', 'strategy'], 'MASK_INVALID'],
      [{ mask: { strategy: 'bucket', step: 10 } }, ['mask', 'strategy'], 'MASK_INVALID'],
      [{ mask: { strategy: 'partial', keepFirst: -1 } }, ['mask', 'keepFirst'], 'MASK_INVALID'],
      [{ mask: {} }, ['mask', 'strategy'], 'INVALID_REQUEST'],
      [{ values: [5] }, ['values', 0], 'INVALID_REQUEST'],
      [{ values: ['a\u0000b'] }, ['values', 0], 'INVALID_REQUEST'],
      [{ values: Array(21).fill('a') }, ['values'], 'INVALID_REQUEST'],
      [{ more: 1 }, ['more'], 'INVALID_REQUEST'],
    ])('refuses %j', async (change, path, code) => {
      const { status, body } = await preview({ ...emails([]), ...change });
      expect(status).toBe(400);
      expect(body.error.details).toMatchObject({ code, path });
    });

    it.each(['admin::user', 'api::nothing.nothing', 'shared.address'])(
      'knows no type %s',
      async (contentType) => {
        await preview({ ...emails([]), contentType }).expect(404);
        await crm.admin.get(`/custodian/masks/${contentType}`).expect(404);
      }
    );

    it('lists what can be masked, and how', async () => {
      const { body } = await crm.admin.get(`/custodian/masks/${CONTACT}`).expect(200);
      const { strategies, fields } = body.data;
      const named = (list: { [key: string]: unknown }[], key: string, name: string) =>
        list.find((one) => one[key] === name);
      expect(named(strategies, 'name', 'bucket')).toEqual({
        name: 'bucket',
        parameters: [
          { name: 'step', type: 'number', required: true, minimum: 0, maximum: 1_000_000_000 },
        ],
      });
      expect(named(strategies, 'name', 'partial')?.parameters).toContainEqual({
        name: 'keepLast',
        type: 'integer',
        required: false,
        minimum: 0,
        maximum: 255,
      });
      expect(named(fields, 'field', 'score')?.strategies).not.toContain('email');
      expect(named(fields, 'field', 'email')).toEqual({
        field: 'email',
        type: 'email',
        strategies: expect.arrayContaining(['redact', 'hidden', 'partial', 'email', 'pseudonym']),
      });
      const names = fields.map((one: { field: string }) => one.field);
      expect(names).toEqual(
        expect.arrayContaining(['address.street', 'phones.number', 'sections[blocks.quote].text'])
      );
      expect(names).not.toContain('documentId');
    });
  });

  describe('the overview', () => {
    const overview = async () => (await crm.admin.get('/custodian/overview').expect(200)).body.data;

    it('counts reveals and denials by day, without a gap', async () => {
      const today = new Date().toISOString().slice(0, 10);
      const before = (await overview()).activity;
      expect(before).toHaveLength(30);
      expect(before.at(-1).day).toBe(today);
      expect(before[0].day).toBe(new Date(Date.parse(today) - 29 * DAY).toISOString().slice(0, 10));
      const wish = {
        contentType: CONTACT,
        documentId: contact,
        purpose: 'call',
        fields: ['email'],
      };
      const { body } = await crm.admin.post('/custodian/reveals', wish).expect(201);
      await crm.admin.delete(`/custodian/reveals/${body.data.id}`).expect(200);
      const path = `/content-manager/collection-types/${CONTACT}/${contact}`;
      await crm.admin.put(path, { email: 'other@example.test' }).expect(403);
      const [was, is] = [before.at(-1), (await overview()).activity.at(-1)];
      expect(is.reveals - was.reveals).toBe(1);
      expect(is.denials - was.denials).toBe(1);
    });

    it('counts open requests by their deadline, each once', async () => {
      const before = (await overview()).requests;
      const open = async (days: number, state = 'review') => {
        const at = new Date(Date.now() + days * DAY);
        await crm.strapi.db.query('plugin::custodian.request').create({
          data: {
            reference: `R-${days}-${state}`,
            kind: 'access',
            state,
            stateSince: new Date(),
            channel: 'form',
            locale: 'en',
            receivedAt: new Date(),
            dueAt: at,
            suspensions: '[]',
            outcome: '{}',
            ambiguous: false,
            restricted: false,
          },
        });
      };
      for (const days of [-3, -0.01, 0.5, 6.9, 8, 29, 31]) await open(days);
      await open(-5, 'completed');
      const { requests } = await overview();
      const added = Object.fromEntries(
        Object.entries(requests as Record<string, number>).map(([name, count]) => [
          name,
          count - before[name],
        ])
      );
      expect(added).toEqual({ late: 2, within7Days: 2, within30Days: 2, later: 1 });
    });
  });
});
