import { PRODUCT_LINES, PRODUCT_TEXTS, type ProductLocale } from '../data/products';
import { fill } from '../random';
import type { Generator } from './dataset';
import type { ProductRecord } from './types';

const SIZES = [25, 32, 40, 50, 65];

/** Every product in English; three in four in each other language, and a few not yet published. */
export const generateProducts = ({ random }: Generator): ProductRecord[] => {
  const others = (Object.keys(PRODUCT_TEXTS) as ProductLocale[]).filter((code) => code !== 'en');

  return PRODUCT_LINES.flatMap((line) =>
    SIZES.map((size) => {
      const published = !random.chance(0.05);
      const locales = ['en' as const, ...others.filter(() => random.chance(0.75))];
      return {
        documentId: random.documentId(),
        sku: `${line.code}-${size}`,
        price: Math.round(line.price * (1 + (size - 25) / 40)),
        createdAt: random.moment(1500, 400),
        locales: locales.map((locale) => ({
          locale,
          name: `${line[locale]} ${size}`,
          description: fill(PRODUCT_TEXTS[locale], { size: `DN ${size}` }),
          published,
        })),
      };
    })
  );
};
