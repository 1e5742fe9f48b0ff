const LATIN: Record<string, string> = { ø: 'o', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd', ı: 'i', þ: 'th' };

/** Lower-case ASCII letters and digits, the rest as single dashes: fit for mail and domain names. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[øæßłđıþ]/g, (letter) => LATIN[letter] ?? '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’.]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
