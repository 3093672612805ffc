/** Turns: takes from several queues in turn, some of each in a row. */

interface Queue<Item> {
  /** Others may add to it. */
  readonly of: Item[];
  readonly inRow: number;
}

export class Turns<Item> {
  private at = 0;
  private taken = 0;

  constructor(private readonly queues: readonly Queue<Item>[]) {}

  /** Those that come next if nothing is added, without taking them. */
  ahead(count: number): readonly Item[] {
    const copy = new Turns(this.queues.map(({ of, inRow }) => ({ of: of.slice(0, count), inRow })));
    copy.at = this.at;
    copy.taken = this.taken;
    return Array.from({ length: count }, () => copy.next()).filter((item) => item !== null);
  }

  /** The next one; null when all queues are empty. */
  next(): Item | null {
    for (let tried = 0; tried <= this.queues.length; tried++) {
      const { of, inRow } = this.queues[this.at];
      if (of.length > 0 && this.taken < inRow) {
        this.taken++;
        return of.shift()!;
      }
      this.at = (this.at + 1) % this.queues.length;
      this.taken = 0;
    }
    return null;
  }
}

/** The items of two lists, one of each in turn. */
export function inTurn<Item>(first: readonly Item[], second: readonly Item[]): Item[] {
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, i) => [...first.slice(i, i + 1), ...second.slice(i, i + 1)]).flat();
}
