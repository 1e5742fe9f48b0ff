import type { Row, Uid } from '../model/types';
import type { DataBuilder } from './data-builder';
import type { Random } from './random';
import { NAMES, NUMBERS } from './values';

const ACCOUNT = 'api::account.account';
const CONTACT = 'api::contact.contact';
const PRODUCT = 'api::product.product';
const TAG = 'api::tag.tag';

interface Nester {
  builder: DataBuilder;
  random: Random;
}

/** Adds a component to a field of a row; its number in the data set is its id. */
const attach = (
  { builder }: Nester,
  owner: Uid,
  row: Row,
  field: string,
  component: Row,
  uid: Uid
) => builder.link(`${owner}#components`, row.id, component.id, uid, field);

const linkOne = ({ builder, random }: Nester, uid: Uid, name: string, component: Row, to: Uid) => {
  const targets = builder.data.rows[to] ?? [];
  if (targets.length > 0 && random.chance(0.7)) {
    builder.link(`${uid}#${name}`, component.id, random.pick(targets).id, to);
  }
};

const addAddress = (nester: Nester, owner: Uid, row: Row) => {
  const { builder, random } = nester;
  const address = builder.addRow('shared.address', {
    street: random.maybe(0.8, () => `${random.pick(NAMES)} street`),
    city: random.maybe(0.8, () => random.pick(NAMES)),
  });
  attach(nester, owner, row, 'address', address, 'shared.address');
  linkOne(nester, 'shared.address', 'site', address, ACCOUNT);
  if (!random.chance(0.5)) return;
  const position = builder.addRow('shared.position', {
    label: random.pick(NAMES),
    floor: random.maybe(0.8, () => random.pick(NUMBERS)),
  });
  attach(nester, 'shared.address', address, 'position', position, 'shared.position');
  linkOne(nester, 'shared.position', 'tag', position, TAG);
};

const addPhones = (nester: Nester, row: Row) => {
  const { builder, random } = nester;
  for (let count = random.integer(0, 3); count > 0; count -= 1) {
    const phone = builder.addRow('shared.phone', {
      number: String(random.integer(100, 130)),
      kind: random.maybe(0.8, () => random.pick(['work', 'home'])),
    });
    attach(nester, CONTACT, row, 'phones', phone, 'shared.phone');
    for (const contact of random.some(builder.data.rows[CONTACT] ?? [], 2)) {
      builder.link('shared.phone#sharedWith', phone.id, contact.id, CONTACT);
    }
  }
};

/** A contact's author is one version of it: a component links to the row it was saved with. */
const addSections = (nester: Nester, row: Row) => {
  const { builder, random } = nester;
  for (let count = random.integer(0, 3); count > 0; count -= 1) {
    if (random.chance(0.5)) {
      const quote = builder.addRow('blocks.quote', { text: random.pick(NAMES) });
      attach(nester, CONTACT, row, 'sections', quote, 'blocks.quote');
      linkOne(nester, 'blocks.quote', 'author', quote, CONTACT);
    } else {
      const link = builder.addRow('blocks.link', {
        url: `https://${random.integer(1, 9)}.test`,
        rank: random.maybe(0.8, () => random.pick(NUMBERS)),
      });
      attach(nester, CONTACT, row, 'sections', link, 'blocks.link');
      linkOne(nester, 'blocks.link', 'account', link, ACCOUNT);
    }
  }
};

const addMedia = ({ builder, random }: Nester, row: Row) => {
  const files = builder.data.rows['plugin::upload.file'] ?? [];
  const related = 'plugin::upload.file#related';
  if (random.chance(0.6)) builder.link(related, random.pick(files).id, row.id, CONTACT, 'photo');
  for (const file of random.some(files, 3)) {
    builder.link(related, file.id, row.id, CONTACT, 'files');
  }
};

/**
 * Files are found from the record's side, so their position counts per record; and both fields of a
 * record share the table.
 */
const numberMedia = ({ builder }: Nester) => {
  const counts = new Map<string, number>();
  for (const link of builder.data.links['plugin::upload.file#related'] ?? []) {
    const key = `${link.to}|${link.field}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    link.order = counts.get(key) ?? 1;
  }
};

/** Fills components, dynamic zones and media. */
export function addNested(builder: DataBuilder, random: Random): void {
  const nester: Nester = { builder, random };
  for (const row of builder.data.rows[CONTACT] ?? []) {
    if (random.chance(0.6)) addAddress(nester, CONTACT, row);
    addPhones(nester, row);
    addSections(nester, row);
    addMedia(nester, row);
  }
  for (const row of builder.data.rows[PRODUCT] ?? []) {
    if (random.chance(0.5)) addAddress(nester, PRODUCT, row);
  }
  numberMedia(nester);
}
