/** Scanners of single values, and of the parts of values, which all runs of one check share: making one takes long. */
import { Scanner } from "./scan.ts";

/** Name of every value in its scanner: several secrets may take it in turn. */
export const ANY_NAME = "value";
/** Shortest part that is told from chance, characters. */
export const WINDOW = 4;
/** Scanners of each kind that are held, of the values that were asked for last. */
const MAX_HELD = 64;

export class ValueScanners {
  private readonly whole = new Map<string, Scanner>();
  private readonly windows = new Map<string, Scanner>();

  /** Knows the value, as {@link ANY_NAME}. */
  of(value: string): Scanner {
    return held(this.whole, value, () => new Scanner([{ name: ANY_NAME, value }]));
  }

  /** Knows the value's neighbouring characters, {@link WINDOW} at a time, each by the place where they begin. */
  ofWindows(value: string): Scanner {
    return held(this.windows, value, () => {
      const windows = Array.from({ length: Math.max(0, value.length - WINDOW + 1) }, (_, at) => ({
        name: String(at),
        value: value.slice(at, at + WINDOW),
      }));
      return new Scanner(windows);
    });
  }
}

function held(scanners: Map<string, Scanner>, value: string, make: () => Scanner): Scanner {
  const scanner = scanners.get(value) ?? make();
  // The one that was asked for last stands last.
  scanners.delete(value);
  scanners.set(value, scanner);
  if (scanners.size > MAX_HELD) scanners.delete(scanners.keys().next().value!);
  return scanner;
}
