/** One part of the figures, as it is stored: measured values, and all that is needed to measure them again. */

export interface Figure {
  readonly title: string;
  /** Command that measures this part again. */
  readonly command: string;
  /** Day of the commit that was measured, `YYYY-MM-DD`. */
  readonly commitDay: string;
  readonly machine: {
    readonly cores: number;
    readonly node: string;
    readonly platform: string;
    /**
     * Processes that wanted a core, of which each core has one, in the minute before: with more than 1, times are too long.
     * Null for counts, which do not depend on it.
     */
    readonly loadPerCore: number | null;
  };
  /** Sentences on what the values mean, and what they do not. */
  readonly note: string;
  /** The first row is the heading. */
  readonly rows: readonly (readonly string[])[];
}

/** Parts in the order of the page; each has a file of that name in `bench/figures/data`. */
export const PARTS = ["leakbench", "cases", "plain-search", "speed", "build"] as const;
export type Part = (typeof PARTS)[number];

/** Parts whose values are times. */
export const TIMED: readonly Part[] = ["speed", "build"];
