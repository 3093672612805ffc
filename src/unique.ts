/** Items once each, in the order in which they first come. */
export function unique<Item>(items: Iterable<Item>): Item[] {
  return [...new Set(items)];
}
