import type { Dataset } from '../generate/types';
import type { BulkWriter } from './bulk-writer';
import { stamps } from './entries';

const ACCOUNT = 'api::account.account';
const PRODUCT = 'api::product.product';
const FILE = 'plugin::upload.file';

/** The accounts' row ids, in the order of the data set. */
export const writeAccounts = ({ entry }: BulkWriter, { accounts }: Dataset): number[] =>
  accounts.map(({ documentId, createdAt, name, country, industry, employees, domain }) =>
    entry(ACCOUNT, {
      ...stamps(documentId, createdAt),
      name,
      country,
      industry,
      employees,
      website: `https://www.${domain}`,
    })
  );

/** The files' row ids; the files themselves are written by `writePhotoFiles`. */
export const writePhotos = ({ entry }: BulkWriter, { photos }: Dataset): number[] =>
  photos.map(({ documentId, createdAt, file, svg }) =>
    entry(FILE, {
      ...stamps(documentId, createdAt),
      name: file,
      alternativeText: 'A pattern in place of a portrait',
      width: 120,
      height: 120,
      hash: file.replace(/\.svg$/, ''),
      ext: '.svg',
      mime: 'image/svg+xml',
      size: Math.round(svg.length / 10) / 100,
      url: `/uploads/${file}`,
      provider: 'local',
      folderPath: '/',
    })
  );

/** A row for each language and version of each product. */
export const writeProducts = ({ entry }: BulkWriter, { products }: Dataset): void => {
  for (const { documentId, createdAt, sku, price, locales } of products) {
    for (const { locale, name, description, published } of locales) {
      const values = { sku, price, locale, name, description };
      entry(PRODUCT, { ...stamps(documentId, createdAt, null), ...values });
      if (published) entry(PRODUCT, { ...stamps(documentId, createdAt), ...values });
    }
  }
};
