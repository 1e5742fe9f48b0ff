import type { Row, Uid } from '../model/types';
import type { DataBuilder } from './data-builder';
import { addNested } from './data-nested';
import type { Random } from './random';

const ACCOUNT = 'api::account.account';
const ACTIVITY = 'api::activity.activity';
const CONTACT = 'api::contact.contact';
const DEAL = 'api::deal.deal';
const PRODUCT = 'api::product.product';
const TAG = 'api::tag.tag';
const TICKET = 'api::ticket.ticket';
const USER = 'plugin::users-permissions.user';
const GROUP = 'plugin::custodian.group';

interface Linker {
  builder: DataBuilder;
  random: Random;
}

const rowsOf = ({ builder }: Linker, uid: Uid): Row[] => builder.data.rows[uid] ?? [];

/** All rows that are the same document in the same language: Strapi links a document to its versions. */
const versionsOf = (linker: Linker, uid: Uid, row: Row): Row[] =>
  rowsOf(linker, uid).filter(
    (other) => other.documentId === row.documentId && other.locale === row.locale
  );

interface Spec {
  from: Uid;
  name: string;
  to: Uid;
  chance: number;
}

/** At most one target, as far as one status is concerned. */
const linkOne = (linker: Linker, { from, name, to, chance }: Spec, exclusive = false) => {
  const { builder, random } = linker;
  const free = [...rowsOf(linker, to)];
  for (const source of rowsOf(linker, from)) {
    if (free.length === 0 || !random.chance(chance)) continue;
    const versions = versionsOf(linker, to, random.pick(free));
    for (const target of versions) {
      builder.link(`${from}#${name}`, source.id, target.id, to);
      if (exclusive) free.splice(free.indexOf(target), 1);
    }
  }
};

const linkMany = (linker: Linker, { from, name, to, chance }: Spec, most = 3) => {
  const { builder, random } = linker;
  for (const source of rowsOf(linker, from)) {
    if (!random.chance(chance)) continue;
    for (const target of random.some(rowsOf(linker, to), most)) {
      builder.link(`${from}#${name}`, source.id, target.id, to);
    }
  }
};

/** A one-to-many without inverse: a target belongs to one source only. */
const linkChildren = (linker: Linker, { from, name, to, chance }: Spec) => {
  const { builder, random } = linker;
  const sources = rowsOf(linker, from);
  for (const target of rowsOf(linker, to)) {
    if (sources.length > 0 && random.chance(chance)) {
      builder.link(`${from}#${name}`, random.pick(sources).id, target.id, to);
    }
  }
};

/** Parents point backwards only, so that the tree has no cycle. */
const linkParents = ({ builder, random }: Linker) => {
  for (const row of builder.data.rows[ACCOUNT] ?? []) {
    if (row.id > 1 && random.chance(0.5)) {
      builder.link(`${ACCOUNT}#parent`, row.id, random.integer(1, row.id - 1), ACCOUNT);
    }
  }
};

/** One-to-one between versions: drafts with drafts, published rows with published ones. */
const linkVersions = (linker: Linker, { from, name, to, chance }: Spec) => {
  const { builder, random } = linker;
  const free = [...rowsOf(linker, to)];
  for (const source of rowsOf(linker, from)) {
    const fitting = free.filter(
      (row) => (row.publishedAt === null) === (source.publishedAt === null)
    );
    if (fitting.length === 0 || !random.chance(chance)) continue;
    const target = random.pick(fitting);
    builder.link(`${from}#${name}`, source.id, target.id, to);
    free.splice(free.indexOf(target), 1);
  }
};

const setForeignKeys = (linker: Linker) => {
  const { random } = linker;
  const accounts = rowsOf(linker, ACCOUNT);
  for (const ticket of rowsOf(linker, TICKET)) {
    ticket['account@id'] = random.maybe(0.8, () => random.pick(accounts).id);
  }
  for (const activity of rowsOf(linker, ACTIVITY)) {
    const type = random.maybe(0.8, () => random.pick([ACCOUNT, CONTACT, DEAL]));
    activity['regarding@type'] = type;
    activity['regarding@id'] = type === null ? null : random.pick(rowsOf(linker, type)).id;
  }
};

const linkAttendees = (linker: Linker) => {
  const { builder, random } = linker;
  for (const activity of rowsOf(linker, ACTIVITY)) {
    for (const type of random.some([CONTACT, ACCOUNT, CONTACT], 3)) {
      const target = random.pick(rowsOf(linker, type));
      builder.link(`${ACTIVITY}#attendees`, activity.id, target.id, type);
    }
  }
};

/** Fills every relation of the fixture app. */
export function addLinks(builder: DataBuilder, random: Random): void {
  const linker: Linker = { builder, random };
  linkParents(linker);
  setForeignKeys(linker);
  linkAttendees(linker);
  linkOne(linker, { from: ACCOUNT, name: 'mainContact', to: CONTACT, chance: 0.6 });
  linkOne(linker, { from: ACCOUNT, name: 'owner', to: USER, chance: 0.6 });
  linkMany(linker, { from: ACCOUNT, name: 'tags', to: TAG, chance: 0.7 });
  linkOne(linker, { from: CONTACT, name: 'account', to: ACCOUNT, chance: 0.85 });
  linkMany(linker, { from: CONTACT, name: 'tags', to: TAG, chance: 0.6 });
  linkChildren(linker, { from: CONTACT, name: 'labels', to: TAG, chance: 0.6 });
  linkOne(linker, { from: DEAL, name: 'account', to: ACCOUNT, chance: 0.7 });
  linkMany(linker, { from: DEAL, name: 'contacts', to: CONTACT, chance: 0.8 });
  linkOne(linker, { from: DEAL, name: 'ticket', to: TICKET, chance: 0.5 }, true);
  linkOne(linker, { from: ACTIVITY, name: 'contact', to: CONTACT, chance: 0.7 });
  linkOne(linker, { from: ACTIVITY, name: 'deal', to: DEAL, chance: 0.6 });
  linkOne(linker, { from: PRODUCT, name: 'supplier', to: ACCOUNT, chance: 0.7 });
  linkMany(linker, { from: PRODUCT, name: 'bundle', to: PRODUCT, chance: 0.5 });
  linkVersions(linker, { from: TICKET, name: 'contact', to: CONTACT, chance: 0.6 });
  linkOne(linker, { from: TICKET, name: 'region', to: GROUP, chance: 0.8 });
  addNested(builder, random);
}
