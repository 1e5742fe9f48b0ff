import type { Generator } from './dataset';
import type { PhotoRecord } from './types';

const CELLS = 5;
const HALF = Math.ceil(CELLS / 2);
const UNIT = 24;

const square = (x: number, y: number) =>
  `<rect x="${x * UNIT}" y="${y * UNIT}" width="${UNIT}" height="${UNIT}"/>`;

/** Pictures in place of portraits: a pattern of squares, the same left and right, in one colour. */
export const generatePhotos = ({ random }: Generator, count: number): PhotoRecord[] =>
  Array.from({ length: count }, () => {
    const documentId = random.documentId();
    const squares = new Set<string>();
    for (let y = 0; y < CELLS; y += 1) {
      for (let x = 0; x < HALF; x += 1) {
        if (random.chance(0.5)) squares.add(square(x, y)).add(square(CELLS - 1 - x, y));
      }
    }
    const side = CELLS * UNIT;
    const colour = `hsl(${random.int(0, 359)} 55% 45%)`;
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">` +
      `<rect width="100%" height="100%" fill="#eee"/><g fill="${colour}">${[...squares].join('')}</g></svg>\n`;
    const createdAt = random.moment(1500, 1300);
    return { documentId, createdAt, file: `photo_${documentId}.svg`, svg };
  });
