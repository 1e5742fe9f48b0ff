/**
 * Finds, for every node that lies on a cycle, the shortest way back to itself, first and last entry
 * being the node. Nodes that merely lead into a cycle are not reported, and edges to nodes without
 * an entry of their own end there.
 */
export const findCycles = (
  edges: ReadonlyMap<string, readonly string[]>
): ReadonlyMap<string, readonly string[]> => {
  const cycles = new Map<string, readonly string[]>();
  for (const node of edges.keys()) {
    const cycle = findWayBack(node, edges);
    if (cycle) {
      cycles.set(node, cycle);
    }
  }
  return cycles;
};

const findWayBack = (
  start: string,
  edges: ReadonlyMap<string, readonly string[]>
): readonly string[] | null => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  // The queue grows while it is read: breadth first, so that the first way found is a shortest one.
  for (const node of queue) {
    for (const next of edges.get(node) ?? []) {
      if (next === start) {
        return [...traceBack(node, start, cameFrom), start];
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, node);
        queue.push(next);
      }
    }
  }
  return null;
};

const traceBack = (
  end: string,
  start: string,
  cameFrom: ReadonlyMap<string, string>
): readonly string[] => {
  const way = [end];
  let node = end;
  while (node !== start) {
    node = cameFrom.get(node) ?? start;
    way.unshift(node);
  }
  return way;
};
