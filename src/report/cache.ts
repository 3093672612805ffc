/** Result of `tightlip cache` in words. Pure function of the result. */
import { plural } from "../plural.ts";

const SIZE = new Intl.NumberFormat("en", { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });

export interface MeasuredCache {
  readonly dir: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly removed: boolean;
}

export function cacheText({ dir, files, sizeBytes, removed }: MeasuredCache): string {
  return `${removed ? "Removed " : ""}${dir}: ${plural(files, "file")}, ${SIZE.format(sizeBytes / 1e6)}\n`;
}
