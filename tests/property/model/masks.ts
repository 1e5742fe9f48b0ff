import { createDatabase, linkMatches } from './database';
import type { Depth, Mask, PolicyProfile, Rules } from './policy';
import { attributeOf } from './schema';
import type { Attribute } from './schema';
import type { DataSet, Json, Link, Row, Uid } from './types';
import { text } from './types';
import { createFacts, membershipsOf } from './visibility';

/** A component attribute that a field rule passes, and the component it means. */
interface Step {
  attribute: string;
  component: Uid;
}

/** What a field rule names: `name`, `component.name`, `zone[component].name`. */
export const readField = (uid: Uid, field: string): { steps: Step[]; attribute: string } => {
  const segments = field.match(/[^.[\]]+(\[[^\]]+\])?/g) ?? [];
  const steps: Step[] = [];
  let owner = uid;
  for (const segment of segments.slice(0, -1)) {
    const [attribute = '', named] = segment.split(/[[\]]/);
    const found = attributeOf(owner, attribute);
    const component = named ?? (found.kind === 'relation' ? found.target : '');
    steps.push({ attribute, component });
    owner = component;
  }
  return { steps, attribute: segments.at(-1) ?? '' };
};

/** What is shown of a value instead of it. */
export const maskValue = (mask: Mask, value: Json | undefined): Json => {
  if (value === null || value === undefined) return null;
  switch (mask.strategy) {
    case 'bucket':
      return Math.floor(Number(value) / mask.step) * mask.step;
    case 'year':
      return `${text(value).slice(0, 4)}-01-01`;
    default:
      return mask.strategy === 'redact' ? (mask.text ?? null) : null;
  }
};

/** The depth at which a profile shows a field as it is. */
const clearDepth = (profile: PolicyProfile | undefined, uid: Uid, field: string): Depth => {
  const clear = profile?.contentTypes[uid]?.clear ?? {};
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const depth = clear[parts.slice(0, length).join('.')];
    if (depth) return depth;
  }
  return clear['*'] ?? 'none';
};

/** Whether a record shows a field to somebody as it is. */
const createClear = (rules: Rules, data: DataSet, principal: string, now: number) => {
  const facts = createFacts(rules, data);
  const { groups: tree, profiles } = rules.policy;
  const memberships = membershipsOf(rules, principal, now);
  const below = (code: string): string[] => [
    code,
    ...tree.filter(({ parent }) => parent === code).flatMap((child) => below(child.code)),
  ];
  return (uid: Uid, row: Row, field: string): boolean =>
    memberships.some(({ group, profile: code }) => {
      const depth = clearDepth(
        profiles.find((profile) => profile.code === code),
        uid,
        field
      );
      if (depth === 'none' || depth === 'all') return depth === 'all';
      if (facts.owner(uid, row).has(principal)) return true;
      if (depth === 'own') return false;
      const reach = depth === 'group' ? [group] : below(group);
      return reach.some((one) => facts.groups(uid, row).has(one));
    });
};

interface Target {
  uid: Uid;
  id: number;
}

/** A data set that is being masked: copies of its rows and links. */
const createCopy = (data: DataSet) => {
  const rows = new Map(
    Object.entries(data.rows).map(([uid, list]) => [
      uid,
      new Map(list.map((row) => [row.id, { ...row }])),
    ])
  );
  const links = new Map<string, Link[]>(Object.entries(data.links));
  const row = ({ uid, id }: Target) => rows.get(uid)?.get(id);

  const dropLinks = (set: string, isHidden: (link: Link) => boolean) =>
    links.set(
      set,
      (links.get(set) ?? []).filter((link) => !isHidden(link))
    );

  const dropColumns = (found: Iterable<Row>, name: string) => {
    for (const one of found) {
      if (`${name}@id` in one) one[`${name}@id`] = null;
      if (`${name}@type` in one) one[`${name}@type`] = null;
    }
  };

  const hideLink = (at: Target, attribute: Attribute) => {
    if (attribute.kind === 'morph') {
      const { via } = attribute;
      const own = row(at);
      if (via.kind === 'columns') dropColumns(own ? [own] : [], via.name);
      else
        dropLinks(
          via.set,
          (link) => link.from === at.id && (via.field === undefined || link.field === via.field)
        );
    } else if (attribute.kind === 'relation') {
      const { via, target } = attribute;
      if (via.kind === 'links')
        dropLinks(via.set, (link) => link[via.side] === at.id && linkMatches(via, link));
      else if (via.local !== 'id')
        dropColumns(
          [row(at)].flatMap((own) => own ?? []),
          via.local.slice(0, -3)
        );
      else {
        const isFar = (far: Row) =>
          far[via.remote] === at.id &&
          (!via.remoteType || far[via.remoteType.column] === via.remoteType.uid);
        dropColumns([...(rows.get(target)?.values() ?? [])].filter(isFar), via.remote.slice(0, -3));
      }
    }
  };

  return {
    mask(at: Target, name: string, mask: Mask) {
      const attribute = attributeOf(at.uid, name);
      const own = row(at);
      if (attribute.kind === 'scalar' && own) own[name] = maskValue(mask, own[name]);
      else hideLink(at, attribute);
    },
    data: (): DataSet => ({
      rows: Object.fromEntries([...rows].map(([uid, list]) => [uid, [...list.values()]])),
      links: Object.fromEntries(links),
    }),
  };
};

/** The database as somebody is shown it: masked values, and no links of hidden attributes. */
export function maskData(
  rules: Rules,
  data: DataSet,
  principal: string,
  now = Date.now()
): DataSet {
  const types = Object.entries(rules.policy.contentTypes).filter(([, { fields }]) => fields);
  if (types.length === 0) return data;
  const isClear = createClear(rules, data, principal, now);
  const database = createDatabase(data);
  const copy = createCopy(data);
  const within = (targets: Target[], { attribute, component }: Step): Target[] =>
    targets.flatMap(({ uid, id }) =>
      database
        .links(`${uid}#components`)
        .filter((link) => link.from === id && link.field === attribute && link.toType === component)
        .map(({ to }) => ({ uid: component, id: to }))
    );
  for (const [uid, { fields = {} }] of types) {
    for (const [field, { mask }] of Object.entries(fields)) {
      const { steps, attribute } = readField(uid, field);
      for (const row of data.rows[uid] ?? []) {
        if (isClear(uid, row, field)) continue;
        const targets = steps.reduce(within, [{ uid, id: row.id }]);
        for (const target of targets) copy.mask(target, attribute, mask);
      }
    }
  }
  return copy.data();
}
