import type { Deed, Violation } from './judge';
import { hasDrafts } from './judge';
import type { Node, World, WorldLink } from './world';

/**
 * The same for a link that publishing carries over to a new row. Polymorphic links are not carried
 * over by Strapi: they go on naming the row that was there. Strapi notes the attribute beside each
 * that it writes; the set names it already.
 */
const linkKey = (world: World, { set, field, from, to, isMorph }: WorldLink): string => {
  const target = isMorph ? `${to.uid} ${to.id}` : world.keyOf(to);
  return `${set} ${world.keyOf(from)} -> ${target} ${set.endsWith(`#${field}`) ? '' : field}`;
};

const byKey = (world: World): Map<string, WorldLink> =>
  new Map(
    world.links
      // A component belongs to its record: it is judged as a row.
      .filter(({ set }) => !set.endsWith('#components'))
      .map((link) => [linkKey(world, link), link])
  );

/** Documents at the two ends. */
const documentsOf = (world: World, { from, to }: WorldLink): string[] => [
  world.documentOf(from),
  world.documentOf(to),
];

/** Whether the actor sees no version of the record at one of the ends. */
const isHidden = (world: World, principal: string, { from, to }: WorldLink): boolean => {
  const sees = world.within(principal, 'read');
  return ![from, to].every((node) => world.versions(world.documentOf(node)).some(sees));
};

/** Whether a row is of a version that the write makes anew from another version. */
const isCopied = ({ aim, before, after }: Deed, node: Node): boolean => {
  const world = after.row(node) ? after : before;
  const record = world.record(node);
  const row = record && world.row(record);
  if (!record || !row || !hasDrafts(record.uid)) return false;
  if (aim.action === 'discard' || (aim.discards && row.publishedAt === null)) return true;
  return aim.publishes && row.publishedAt !== null;
};

/** Whether a version of the same document was linked like this before. */
const wasLinked = (deed: Deed, link: WorldLink): boolean => {
  const { before, after } = deed;
  const [from, to] = documentsOf(after, link);
  return before.links.some((old) => {
    if (old.set !== link.set) return false;
    const [oldFrom, oldTo] = documentsOf(before, old);
    return oldFrom === from && oldTo === to;
  });
};

/** Whether the record is linked like this again, from the component that took the place of this one. */
const isMoved = ({ before, after }: Deed, link: WorldLink): boolean => {
  const documents = documentsOf(before, link).join(' ');
  return after.links.some(
    (other) => other.set === link.set && documentsOf(after, other).join(' ') === documents
  );
};

/** Whether the record has fewer components of this kind: the write took one away, with its links. */
const isDropped = ({ before, after }: Deed, component: Node): boolean => {
  const document = before.documentOf(component);
  const count = (world: World) =>
    world.links.filter(
      ({ set, from, to }) =>
        set.endsWith('#components') &&
        to.uid === component.uid &&
        // Strapi leaves the links of an emptied dynamic zone behind; they lead nowhere.
        world.row(to) !== undefined &&
        world.documentOf(from) === document
    ).length;
  return count(after) < count(before);
};

const judgeRemoved = (deed: Deed, aimed: Set<string>, link: WorldLink): Violation[] => {
  const { before, after, principal } = deed;
  const what = linkKey(before, link);
  const nodes = [link.from, link.to];
  // A link that names a row that is no more leads nowhere.
  if (!before.row(link.from) || !before.row(link.to)) return [];
  const isGone = (node: Node) => !after.has(before.keyOf(node));
  const gone = nodes.filter(isGone);
  const hidden = isHidden(before, principal, link);
  if (gone.length > 0) {
    // A component that its record was given anew takes a hidden link with it.
    const lost = gone.filter((node) => {
      const record = before.record(node);
      return record && !node.uid.includes('::') && !isGone(record) && !isCopied(deed, node);
    });
    const isExcused = lost.every((node) => isMoved(deed, link) || isDropped(deed, node));
    if (hidden && !isExcused) return [{ kind: 'hidden-link-lost-with-component', what }];
    if (hidden && lost.length > 0) return [];
    return gone.some((node) => aimed.has(before.documentOf(node)))
      ? []
      : [{ kind: 'link-of-unaimed-removed', what }];
  }
  if (hidden) {
    const isReplaced = nodes.some(
      (node) => aimed.has(before.documentOf(node)) && isCopied(deed, node)
    );
    return isReplaced ? [] : [{ kind: 'hidden-link-removed', what }];
  }
  if (documentsOf(before, link).some((document) => aimed.has(document))) return [];
  // A target that takes one link only moves to the record that the write is aimed at.
  const isStolen = [...byKey(after).values()].some(
    (other) =>
      other.set === link.set &&
      documentsOf(after, other).some((document) => aimed.has(document)) &&
      nodes.some((node) =>
        [other.from, other.to].some((end) => after.keyOf(end) === before.keyOf(node))
      )
  );
  return isStolen ? [] : [{ kind: 'visible-link-unaimed', what }];
};

const judgeAdded = (deed: Deed, aimed: Set<string>, link: WorldLink): Violation[] => {
  const { before, after, aim, principal } = deed;
  const what = linkKey(after, link);
  const isAimed = documentsOf(after, link).some((document) => aimed.has(document));
  // A link that names a row that is no more; it was there before.
  if (!after.row(link.from) || !after.row(link.to)) return [];
  if (isHidden(after, principal, link)) {
    if (isAimed && wasLinked(deed, link)) return [];
    // Somebody may lose sight of a record by a write of their own; it was visible when they named it.
    const ends = [link.from, link.to].filter((node) => before.row(node));
    const sawAll = ends.every(before.within(principal, 'read'));
    if (isAimed && sawAll) return [];
    const kind = aim.action === 'clone' ? 'hidden-link-cloned' : 'link-to-hidden';
    return [{ kind, what }];
  }
  return isAimed ? [] : [{ kind: 'link-of-unaimed-added', what }];
};

/** Hidden links of a draft that its published version must have too once it is published. */
const judgePublished = (deed: Deed, aimed: Set<string>): Violation[] => {
  const { after, aim, principal } = deed;
  if (!aim.publishes || aim.action === 'unpublish' || !hasDrafts(aim.uid)) return [];
  const sees = after.within(principal, 'read');
  const keys = byKey(after);
  return [...keys.values()].flatMap(({ set, field, from, to, isMorph }): Violation[] => {
    const isOwn = from.uid === aim.uid && aimed.has(after.documentOf(from));
    if (!isOwn || hasDrafts(to.uid) || sees(to)) return [];
    const draft = after.row(from);
    if (!draft || draft.publishedAt !== null) return [];
    const published = after.versions(after.documentOf(from)).find((node) => {
      const row = after.row(node);
      return row?.locale === draft.locale && row?.publishedAt !== null;
    });
    // Publishing makes the row anew; one that was there before is of another locale.
    if (!published || deed.before.row(published)) return [];
    if (after.row(published)?.updatedAt !== draft.updatedAt) return [];
    const expected = linkKey(after, { set, field, from: published, to, isMorph });
    return keys.has(expected) ? [] : [{ kind: 'hidden-link-not-published', what: expected }];
  });
};

/** Links that a write made or broke and may not have. */
export function judgeLinks(deed: Deed, aimed: Set<string>): Violation[] {
  const before = byKey(deed.before);
  const after = byKey(deed.after);
  const removed = [...before].filter(([key]) => !after.has(key));
  const added = [...after].filter(([key]) => !before.has(key));
  return [
    ...removed.flatMap(([, link]) => judgeRemoved(deed, aimed, link)),
    ...added.flatMap(([, link]) => judgeAdded(deed, aimed, link)),
    ...judgePublished(deed, aimed),
  ];
}
