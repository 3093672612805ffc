/** The factor by which work grows when its input grows fourfold: some 4 where it is linear, 16 where it is quadratic. */
export function growth(work: (size: number) => void, size: number): number {
  const small = fastest(() => work(size));
  return fastest(() => work(4 * size)) / Math.max(small, MIN_MILLIS);
}

/** Bound between the two. */
export const LINEAR = 9;
/** Shorter times are the clock's and the collector's more than the work's. */
const MIN_MILLIS = 3;

function fastest(work: () => void): number {
  const times = [0, 1, 2, 3, 4].map(() => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}
