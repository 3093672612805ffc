/** Virtual durations as text: `500ms`, `3.01s`, `5m`, `24h`. */

const UNIT_MICROS: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 };

/** Longest duration that is taken: thirty days of virtual time. */
export const MAX_DURATION_MICROS = 30 * 24 * 3600e6;

/** Whole microseconds; null when the text is no duration, or it is zero or longer than {@link MAX_DURATION_MICROS}. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  if (match === null) return null;
  const micros = Math.round(Number(match[1]) * UNIT_MICROS[match[2]]);
  return micros > 0 && micros <= MAX_DURATION_MICROS ? micros : null;
}

/** The shortest text that parses back to at least `micros`, to the millisecond. */
export function formatDuration(micros: number): string {
  const millis = Math.ceil(micros / 1000);
  for (const [unit, size] of [
    ["h", 3600e3],
    ["m", 60e3],
  ] as const) {
    if (millis > 0 && millis % size === 0) return `${millis / size}${unit}`;
  }
  return `${millis / 1000}s`;
}
