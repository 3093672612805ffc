/** A Row is one measured figure, beside the target that it is held against. */

export interface Row {
  readonly what: string;
  /** Measured values, with units. */
  readonly raw: string;
  /** The figure that is compared, such as `12.3x`. */
  readonly figure: string;
  readonly target: string;
}

export function formatTable(rows: readonly Row[]): string {
  const header: Row = { what: "what", raw: "measured", figure: "figure", target: "target" };
  const columns = (["what", "figure", "target", "raw"] as const).map((key) => ({
    key,
    width: Math.max(...[header, ...rows].map((row) => row[key].length)),
  }));
  return [header, ...rows]
    .map((row) =>
      columns
        .map(({ key, width }) => row[key].padEnd(width))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

export function millis(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** Real time that an action takes, milliseconds. */
export function timed(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** Processor time of an action, milliseconds. */
export function processorTime(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
