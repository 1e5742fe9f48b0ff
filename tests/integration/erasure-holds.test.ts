import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  caseOf,
  directJob,
  privacyAnnotations,
  privacyPolicy,
  residueOf,
  seedCanary,
  startErasure,
  type Canary,
  type ErasureSuite,
} from './support/erasure';
import { recorded } from './support/audit';
import { CONTACT, createRecord, TICKET } from './support/crm';
import { ACTIVITY, PRODUCT } from './support/regions';
import type { JobContext } from '../../server/src/privacy/jobs/types';

const annotations = privacyAnnotations();
const policy = privacyPolicy({
  contentTypes: {
    ...annotations.contentTypes,
    // The only localised type of the fixture app stands in for a person with several locales.
    [PRODUCT]: {
      subject: true,
      attributes: { sku: { classification: 'identifier', identifier: 'customerNumber' } },
    },
    [ACTIVITY]: {
      subjectPaths: { contact: 'owner' },
      erasure: 'scrub',
      attributes: { kind: { classification: 'personal' } },
      retention: {
        for: 'P10Y',
        from: 'happenedAt',
        basis: 'Accounting Act, section 31',
        keep: ['subject'],
      },
    },
  },
});

/** Fails like a killed process after so many steps: what the step did is undone, the rest never runs. */
class Killed extends Error {}

const dyingJob = (suite: ErasureSuite, steps: number): JobContext => {
  let left = steps;
  const job = directJob(suite.strapi);
  return {
    ...job,
    step: (key, effect) =>
      job.step(key, async () => {
        const result = await effect();
        if ((left -= 1) < 0) throw new Killed();
        return result;
      }),
  };
};

describe('erasure: what stays, and what goes on', () => {
  let suite: ErasureSuite;
  let requests = 0;
  let canary: Canary;

  const erasures = () => suite.services.erasures;
  const job = () => directJob(suite.strapi);
  const plan = async (of = canary) => {
    const request = caseOf(of, (requests += 1));
    await erasures().erasure.discover(request, job());
    return request;
  };
  const itemsOf = async (requestId: number) =>
    erasures().plans.page((await erasures().plans.of(requestId))!.id, 0, 1_000);

  beforeAll(async () => {
    suite = await startErasure(policy);
    const locales = suite.strapi.plugin('i18n').service('locales') as unknown as {
      create(locale: object): Promise<unknown>;
    };
    await locales.create({ code: 'de', name: 'German' });
  });
  afterAll(async () => {
    await suite.stop();
  });
  beforeEach(async () => {
    canary = await seedCanary(suite.strapi);
  });

  const activity = () =>
    suite.strapi.db
      .query(ACTIVITY)
      .findOne({ where: { documentId: canary.activity } }) as Promise<Record<
      string,
      unknown
    > | null>;

  it('keeps the fields that a rule keeps, with basis and end, and finishes when that has come', async () => {
    await suite.strapi.db.query(ACTIVITY).update({
      where: { documentId: canary.activity },
      data: { happenedAt: new Date(), kind: 'visit' },
    });
    const request = await plan();
    const kept = (await itemsOf(request.id)).filter(({ strategy }) => strategy === 'keep');
    expect(kept.map(({ attribute, basis }) => [attribute, basis])).toEqual([
      ['subject', 'Accounting Act, section 31'],
    ]);
    await erasures().erasure.execute(request, job());
    expect(await activity()).toMatchObject({ subject: `Visit at ${canary.secret}`, kind: null });
    const first = await erasures().erasure.verify(request, job());
    expect(first).toMatchObject({ residue: 0, retained: 1 });
    expect(first.nextDue!.getUTCFullYear()).toBe(new Date().getUTCFullYear() + 10);

    await suite.strapi.db.query('plugin::custodian.erasure-item').updateMany({
      where: { id: kept[0]!.id },
      data: { until: new Date(Date.now() - 1_000).toISOString() },
    });
    await erasures().erasure.execute(request, job());
    expect(await erasures().erasure.verify(request, job())).toEqual({
      residue: 0,
      retained: 0,
      nextDue: null,
    });
    expect(await residueOf(suite.strapi, canary)).toEqual([]);
  });

  it('leaves a record under legal hold alone, refuses everybody its deletion, and erases it once lifted', async () => {
    const record = { contentType: CONTACT, documentId: canary.contact };
    const restrictions = suite.strapi.plugin('custodian').service('restrictions') as unknown as {
      set(record: object, terms: object): Promise<unknown>;
      lift(record: object): Promise<unknown>;
    };
    await restrictions.set(record, { kind: 'legal-hold', reason: 'Case 7' });
    const documents = suite.strapi.documents(CONTACT as never);
    await expect(documents.delete({ documentId: canary.contact } as never)).rejects.toMatchObject({
      details: { code: 'LEGAL_HOLD' },
    });
    const request = await plan();
    await erasures().erasure.execute(request, job());
    const held = await erasures().erasure.verify(request, job());
    expect(held.residue).toBe(0);
    expect(held.retained).toBeGreaterThan(5);
    const row = await suite.strapi.db
      .query(CONTACT)
      .findOne({ where: { documentId: canary.contact } });
    expect(row).toMatchObject({ email: canary.email, notes: `Lives at ${canary.secret}` });

    // Publishing gives the record new rows, which are kept, and go, like those before.
    await documents.publish({ documentId: canary.contact } as never);
    expect(await erasures().erasure.verify(request, job())).toMatchObject({ residue: 0 });
    const heard: string[] = [];
    const listener = async (name: string, ...args: unknown[]) => {
      heard.push(`${name} ${JSON.stringify(args)}`);
    };

    await restrictions.lift(record);
    suite.strapi.eventHub.subscribe(listener as never);
    await erasures().erasure.execute(request, job());
    suite.strapi.eventHub.unsubscribe(listener as never);
    expect(heard.filter((text) => text.includes(canary.email))).toEqual([]);
    const { residue, retained } = await erasures().erasure.verify(request, job());
    expect([residue, retained]).toEqual([0, 1]);
    expect(
      await suite.strapi.db.query(CONTACT).count({ where: { documentId: canary.contact } })
    ).toBe(0);
  });

  it('reaches every locale and version of a record', async () => {
    const request = {
      ...caseOf(canary, (requests += 1)),
      roots: [{ contentType: PRODUCT, documentId: canary.product }],
    };
    const rows = () =>
      suite.strapi.db.query(PRODUCT).count({ where: { documentId: canary.product } });
    expect(await rows()).toBe(4);
    await erasures().erasure.discover(request, job());
    // The photo is the contact's, who is somebody else here.
    const open = (await itemsOf(request.id)).filter(({ strategy }) => strategy === 'decide');
    expect(open.map(({ kind, via }) => [kind, via])).toEqual([['file', 'file-content:email']]);
    await erasures().erasure.decide(request.id, [{ item: open[0]!.id, strategy: 'delete' }]);
    await erasures().erasure.execute(request, job());
    expect(await rows()).toBe(0);
  });

  it('notes a deletion past the erasure', async () => {
    await suite.strapi.documents(CONTACT as never).delete({ documentId: canary.contact } as never);
    const events = await recorded(suite.strapi, {
      type: 'erasure.bypassed',
      documentId: canary.contact,
    });
    expect(events).toHaveLength(1);
  });

  it('takes mere names only where somebody says so', async () => {
    const ticket = await createRecord(suite.strapi, TICKET, {
      title: `Call ${canary.first} ${canary.last} back`,
    });
    const request = await plan();
    const named = (await itemsOf(request.id)).filter((item) => item.documentId === ticket);
    expect(named.map(({ confidence, selected }) => [confidence, selected])).toEqual([
      ['name', false],
    ]);
    const before = (await erasures().erasure.plan(request.id))!.summary.digest;
    const summary = await erasures().erasure.decide(request.id, [
      { item: named[0]!.id, selected: true },
    ]);
    expect(summary.digest).not.toBe(before);
    expect(await erasures().erasure.currentDigest(request)).toBe(summary.digest);
    await erasures().erasure.execute(request, job());
    const row = await suite.strapi.db.query(TICKET).findOne({ where: { documentId: ticket } });
    expect(row).toMatchObject({ title: 'Call [erased person] back' });
  });

  it('ends in the same state wherever it is killed', async () => {
    const request = await plan();
    let runs = 0;
    for (let steps = 0; ; steps += 1) {
      runs += 1;
      const died = await erasures()
        .erasure.execute(request, dyingJob(suite, steps % 3))
        .then(
          () => false,
          (error: unknown) => {
            if (error instanceof Killed) return true;
            throw error;
          }
        );
      if (!died) break;
      expect(runs).toBeLessThan(50);
    }
    expect(runs).toBeGreaterThan(3);
    expect((await erasures().erasure.verify(request, job())).residue).toBe(0);
  });

  it('is not done, and says so, while a file cannot be deleted', async () => {
    const request = await plan();
    const provider = suite.strapi.plugin('upload').provider as unknown as {
      delete(file: object): Promise<unknown>;
    };
    const remove = provider.delete;
    provider.delete = () => Promise.reject(new Error('The bucket is away'));
    await expect(erasures().erasure.execute(request, job())).rejects.toThrow('bucket');
    provider.delete = remove;
    // All else is done; the photo is not, whatever can be read of it.
    const row = await suite.strapi.db
      .query(CONTACT)
      .findOne({ where: { documentId: canary.contact } });
    expect(row).toBeNull();
    const path = join(suite.strapi.dirs.static.public, 'uploads', canary.files[0]!);
    writeFileSync(path, 'a picture');
    const found = await erasures().erasure.verify(request, job());
    expect(found.residue).toBe(1);
    await expect(erasures().erasure.conclude(request, found)).rejects.toThrow('residue');

    await erasures().erasure.execute(request, job());
    expect([(await erasures().erasure.verify(request, job())).residue, existsSync(path)]).toEqual([
      0,
      false,
    ]);
  });

  it('lets nobody come back unnoticed who was erased', async () => {
    const request = await plan();
    await erasures().erasure.execute(request, job());
    await createRecord(suite.strapi, CONTACT, {
      firstName: 'Somebody',
      email: canary.email.toUpperCase(),
    });
    const events = await recorded(suite.strapi, { type: 'erasure.returning' });
    expect(events.length).toBeGreaterThan(0);
    // Whoever comes back is found again.
    expect((await erasures().erasure.verify(request, job())).residue).toBeGreaterThan(0);
    await expect(
      erasures().erasure.conclude(request, { residue: 0, retained: 0, nextDue: null })
    ).rejects.toThrow('residue');
  });
});
