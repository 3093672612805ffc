/** Numbers that follow a reading, in whatever unit they are told and however they are rounded. */

/** Share of the way from the least to the most by which a number may be beside the line, for rounding. */
const TOLERANCE = 0.1;

/**
 * True if the numbers are on a line that rises with the readings. Readings that go up and down tell this from what only
 * goes on with time.
 */
export function risesWith(pairs: readonly (readonly [reading: number, told: number | undefined])[]): boolean {
  const known = pairs.flatMap(([reading, told]) => (told === undefined ? [] : [{ reading, told }]));
  if (known.length < pairs.length || known.length === 0) return false;
  const [least] = known.toSorted((a, b) => a.reading - b.reading);
  const [most] = known.toSorted((a, b) => b.reading - a.reading);
  const rise = most.told - least.told;
  const way = most.reading - least.reading;
  return (
    rise > 0 &&
    known.every(({ reading, told }) => {
      const expected = least.told + (rise * (reading - least.reading)) / way;
      return Math.abs(told - expected) <= TOLERANCE * rise;
    })
  );
}
