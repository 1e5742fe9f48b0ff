const DOT = '•';

/** Enough of a value to tell it from others, too little to read it over somebody's shoulder. Pure. */
export const masked = (value: string): string => {
  const [local = '', domain] = value.split('@');
  if (domain !== undefined) return `${local.slice(0, 1)}${DOT.repeat(5)}@${domain}`;
  return value.length <= 4
    ? DOT.repeat(6)
    : `${value.slice(0, 1)}${DOT.repeat(5)}${value.slice(-2)}`;
};
