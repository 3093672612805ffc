/** Lengths of what two sequences begin and end with alike; no item counts for both. */
export function sharedEnds<Item>(a: ArrayLike<Item>, b: ArrayLike<Item>): { head: number; tail: number } {
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return { head, tail };
}
