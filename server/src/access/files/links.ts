import { createHmac, timingSafeEqual } from 'node:crypto';
import { createActor, isPrincipal, type Actor, type ActorKind } from '../../platform/actor';

/** The query parameter that a link to a file's bytes carries. */
export const LINK_PARAMETER = 'custodian';

/** How long a link holds. Long enough for a page to load, not to be passed on. */
const LIFETIME = 15 * 60 * 1000;

/** Links to bytes for those who cannot send a log-in along, such as an `<img>`. */
export interface FileLinks {
  /** The path with a proof of who asks; one that was there before is replaced. */
  readonly sign: (url: string, actor: Actor) => string;
  /**
   * Who asks by this link; null for one that was made for another path, has ended, or was not made
   * here. It says who, not what they may see: that is asked anew.
   */
  readonly askedBy: (path: string, token: unknown) => Actor | null;
}

const SEPARATOR = '~';

/** A link names its caller as `<principal>~<super admin>~<end>~<signature>`. */
const parse = (token: string) => {
  const [principal = '', superAdmin, end = '', signature = ''] = token.split(SEPARATOR);
  return { principal, superAdmin: superAdmin === '1', end: Number(end), signature };
};

/** Creates the links. @param keys the application's keys; the first one signs, all of them hold */
export const createFileLinks = (keys: readonly string[], clock = Date.now): FileLinks => {
  if (keys.length === 0)
    throw new Error('Private uploads need the keys of the application (server.app.keys)');
  const signatureOf = (key: string, path: string, claim: string): string =>
    createHmac('sha256', key).update(`custodian file\n${path}\n${claim}`).digest('base64url');

  const holds = (path: string, claim: string, signature: string): boolean =>
    keys.some((key) => {
      const [expected, given] = [signatureOf(key, path, claim), signature].map((text) =>
        Buffer.from(text)
      ) as [Buffer, Buffer];
      return expected.length === given.length && timingSafeEqual(expected, given);
    });

  return {
    sign(url, { principal, superAdmin }) {
      const path = url.split('?')[0] ?? url;
      const end = clock() + LIFETIME;
      const claim = [principal, superAdmin ? 1 : 0, end].join(SEPARATOR);
      const signature = signatureOf(keys[0] ?? '', path, claim);
      return `${path}?${LINK_PARAMETER}=${claim}${SEPARATOR}${signature}`;
    },
    askedBy(path, token) {
      if (typeof token !== 'string') return null;
      const { principal, superAdmin, end, signature } = parse(token);
      const claim = token.slice(0, token.lastIndexOf(SEPARATOR));
      if (!holds(path, claim, signature) || !(clock() < end) || !isPrincipal(principal))
        return null;
      const [kind, reference] = principal.split(':');
      return createActor(kind as ActorKind, reference, superAdmin);
    },
  };
};
