/** Reach of secrets over the solved graph: the shortest way from where one comes in to every place that it gets to. */
import { CARRIES, type Node } from "./graph.ts";
import type { Machine } from "./machine.ts";

/** Way that a secret takes to a place. */
export interface Way {
  /** Addresses behind the statements that carry it, in their order. */
  readonly sites: readonly number[];
  /** The least that any of them carries: one of {@link CARRIES}. */
  readonly carries: number;
  /** It gets there only sealed under the device's own key. */
  readonly isSealed: boolean;
}

export interface Reached {
  to(node: Node): Way | null;
}

/** Marks of the device's own key and code, and of chance; they are no secrets here. */
const DEVICE_KEYS = ["device.tightlip.key", "device.tightlip.code"];
const RANDOM = "random";

/** Ways of each secret, by its name, from the places where it comes in. */
export function reach(
  machine: Machine,
  bySecret: ReadonlyMap<string, readonly Node[]>,
  isImplicit: boolean,
): Map<string, Reached> {
  const entriesOf = (names: readonly string[]) =>
    machine.boundary.entries.filter(({ what }) => names.includes(what)).map(({ node }) => node);
  const all = new Map<Node, Link[]>();
  for (const { data, key, to, site } of machine.boundary.sealings)
    for (const from of [data, key])
      if (from !== null) all.set(from, [...(all.get(from) ?? []), { to, site }]);
  const keyed = spread(machine, entriesOf(DEVICE_KEYS), CARRIES.data, all);
  const chosen = spread(machine, entriesOf([RANDOM]), CARRIES.data, all);
  const open = new Map<Node, Link[]>();
  for (const { data, key, nonce, to, site } of machine.boundary.sealings)
    if (!keyed.has(key) || (nonce !== null && !chosen.has(nonce)))
      for (const from of [data, key])
        if (from !== null) open.set(from, [...(open.get(from) ?? []), { to, site }]);
  const levels = isImplicit ? [CARRIES.data, CARRIES.part, CARRIES.control] : [CARRIES.data, CARRIES.part];
  return new Map(
    [...bySecret].map(([secret, nodes]) => {
      // The first that gets somewhere is the one to tell: in the open before sealed, whole before in part.
      const tries = [
        ...levels.map((carries) => ({ carries, isSealed: false, links: open })),
        ...levels.map((carries) => ({ carries, isSealed: true, links: all })),
      ].map(({ links, ...kind }) => ({ ...kind, found: spread(machine, nodes, kind.carries, links) }));
      const to = (node: Node): Way | null => {
        const first = tries.find(({ found }) => found.has(node));
        if (first === undefined) return null;
        return { sites: sitesTo(node, first.found), carries: first.carries, isSealed: first.isSealed };
      };
      return [secret, { to }];
    }),
  );
}

interface Link {
  readonly to: Node;
  readonly site: number;
}

/** Where a place was reached from, and by which statement; null at the beginning. */
type Spread = ReadonlyMap<Node, { readonly from: Node; readonly site: number } | null>;

function spread(
  { graph }: Machine,
  starts: readonly Node[],
  most: number,
  links: ReadonlyMap<Node, readonly Link[]>,
): Spread {
  const found = new Map<Node, { readonly from: Node; readonly site: number } | null>();
  const queue: Node[] = [];
  for (const start of starts)
    if (!found.has(start)) {
      found.set(start, null);
      queue.push(start);
    }
  for (const from of queue) {
    const visit = (to: Node, site: number) => {
      if (found.has(to)) return;
      found.set(to, { from, site });
      queue.push(to);
    };
    for (const { to, carries, site } of graph.flowsFrom(from)) if (carries <= most) visit(to, site);
    for (const { to, site } of links.get(from) ?? []) visit(to, site);
  }
  return found;
}

function sitesTo(node: Node, found: Spread): number[] {
  const sites: number[] = [];
  for (let step = found.get(node) ?? null; step !== null; step = found.get(step.from) ?? null)
    sites.push(step.site);
  return sites.reverse();
}
