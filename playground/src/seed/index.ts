import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { hasCustodian, indexPeople, writeCustodian, type CustodianData } from './custodian';
import { createDataset, scaleSizes } from './generate/dataset';
import { ensureLocales, LOCALES } from './locales';
import { ensureAdmins } from './people/admins';
import { ensureRolePermissions, ensureUsers } from './people/users';
import { writePhotoFiles } from './photo-files';
import { createProgress } from './progress';
import { readLogins, readRegions } from './project-files';
import { createBulkWriter, type BulkWriter } from './write/bulk-writer';
import { writeCrm } from './write/crm';

type Part = 'crm' | 'custodian';

const store = (strapi: Core.Strapi) => strapi.store({ type: 'core', name: 'playground' });

/** Document ids of the data set stand for the whole of it: they change when the generator does. */
const fingerprintOf = ({ accounts, products }: CustodianData['dataset']) =>
  `${accounts[0]?.documentId}-${products[0]?.documentId}`;

/**
 * Writes one part of the data, and in the same transaction the note that it is there: a part is
 * there entirely or not at all, and a second run leaves it alone.
 */
const writeOnce = async (
  strapi: Core.Strapi,
  part: Part,
  fingerprint: string,
  write: (writer: BulkWriter) => Promise<void>
): Promise<void> => {
  const key = `seed-${part}`;
  if (await store(strapi).get({ key })) return;
  await strapi.db.transaction(async ({ trx }: { trx: Knex.Transaction }) => {
    await write(createBulkWriter({ strapi, trx, progress: createProgress() }));
    await store(strapi).set({ key, value: fingerprint });
  });
};

/** A data set made by another version of the generator cannot be added to. */
const refuseOtherVersion = async (strapi: Core.Strapi, fingerprint: string) => {
  const value: unknown = await store(strapi).get({ key: 'seed-crm' });
  if (value && value !== fingerprint) {
    throw new Error(
      'The database holds another version of the demo data: remove it and seed again'
    );
  }
};

/**
 * Fills the playground: locales, roles, forty users, admins, the CRM's records and, where the
 * plugin is there, memberships, owners and placements. Repeatable: what is there stays, what is
 * missing is added. Throws when the database was filled by another version of the generator.
 */
export const seed = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const started = Date.now();
  const logins = readLogins(strapi);
  const sizes = scaleSizes(Number(process.env.PLAYGROUND_SCALE ?? 1));
  const { colleagues, dataset } = createDataset(logins, readRegions(strapi), sizes);
  const fingerprint = fingerprintOf(dataset);
  await refuseOtherVersion(strapi, fingerprint);

  await ensureLocales(strapi);
  await ensureRolePermissions(strapi);
  const userIds = await ensureUsers(strapi, colleagues);
  const admins = await ensureAdmins(strapi, logins, LOCALES);
  await writePhotoFiles(strapi, dataset.photos);

  await writeOnce(strapi, 'crm', fingerprint, (writer) => writeCrm(writer, dataset));
  if (hasCustodian(strapi)) {
    const data = { colleagues, userIds, admins, dataset };
    await writeOnce(strapi, 'custodian', fingerprint, (writer) =>
      writeCustodian(strapi, writer, data)
    );
    await indexPeople(strapi);
  }
  strapi.log.info(`The demo data is there (${((Date.now() - started) / 1000).toFixed(1)} s)`);
};
