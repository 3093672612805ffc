/** Counts with their nouns, for every text that people read. */

/** Such as `1 run` and `2 runs`; `many` is the plural of a noun that does not take a bare s. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
