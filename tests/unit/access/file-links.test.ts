import { createFileLinks } from '../../../server/src/access/files/links';
import { createActor } from '../../../server/src/platform/actor';

const PATH = '/uploads/photo.png';
const MINUTE = 60_000;

const tokenOf = (url: string) => new URL(url, 'http://localhost').searchParams.get('custodian');

describe('links to files', () => {
  let now = 0;
  const clock = () => now;
  const links = createFileLinks(['new key', 'old key'], clock);
  const admin = createActor('admin', 7, true);

  beforeEach(() => {
    now = 1_000;
  });

  it('name their caller', () => {
    const url = links.sign(PATH, admin);
    expect(links.askedBy(PATH, tokenOf(url))).toMatchObject({
      kind: 'admin',
      principal: 'admin:7',
      superAdmin: true,
    });
  });

  it('replace one that was there before', () => {
    expect(links.sign(links.sign(PATH, admin), admin)).toBe(links.sign(PATH, admin));
  });

  it('end after a quarter of an hour', () => {
    const token = tokenOf(links.sign(PATH, admin));
    now += 15 * MINUTE - 1;
    expect(links.askedBy(PATH, token)).not.toBeNull();
    now += 1;
    expect(links.askedBy(PATH, token)).toBeNull();
  });

  it('hold for one path, one caller and one end', () => {
    const token = tokenOf(links.sign(PATH, createActor('user', 3))) ?? '';
    expect(links.askedBy('/uploads/other.png', token)).toBeNull();
    for (const forged of [
      token.replace('user:3', 'user:4'),
      token.replace('~0~', '~1~'),
      token.replace(/~(\d+)~([^~]*)$/, '~9$1~$2'),
      token.slice(0, -1),
      `${token}~x`,
      '',
      'user:3~0~9999999999999~',
      ['user:3'],
      undefined,
    ])
      expect(links.askedBy(PATH, forged)).toBeNull();
  });

  it('hold while their key is one of the application', () => {
    const old = createFileLinks(['old key'], clock);
    const token = tokenOf(old.sign(PATH, admin));
    expect(links.askedBy(PATH, token)).not.toBeNull();
    expect(createFileLinks(['new key'], clock).askedBy(PATH, token)).toBeNull();
  });

  it('need a key', () => {
    expect(() => createFileLinks([])).toThrow('server.app.keys');
  });
});
