/** Contents of a board's flash, for people and programs: by key and size, credentials by name. */

import type { BoardContents, KeptSetting, Place } from "../flash/board-contents.ts";
import { hex } from "../flash/partitions.ts";
import type { Scanner } from "../judge/search/scan.ts";
import { plural } from "../plural.ts";
import { inline, printable } from "./printable.ts";

export interface ContentsReport {
  readonly config: readonly { readonly key: string; readonly shown: string }[];
  readonly settings: readonly KeptSetting[];
  readonly found: readonly Place[];
}

/** Keys of text that every board of a kind has; any other text may be somebody's secret. */
const PUBLIC_KEYS = ["id", "devName", "archId", "productId", "tightlip.gate"];

/** Plain data without any secret, and so without values: a setting's key does not always tell that it is one. */
export function contentsReport(
  contents: BoardContents,
  found: readonly Place[],
  scanner: Scanner,
): ContentsReport {
  return {
    config: Object.entries(contents.config).map(([key, value]) => ({
      key: scanner.redact(key),
      shown: shownValue(key, value, scanner),
    })),
    settings: contents.settings.map((setting) => ({ ...setting, key: scanner.redact(setting.key) })),
    found: found.map((place) => ({ ...place, where: scanner.redact(place.where) })),
  };
}

function shownValue(key: string, value: string | number, scanner: Scanner): string {
  const text = scanner.redact(String(value));
  const isName = /^‹[^›]*›$/.test(text);
  return isName || typeof value === "number" || PUBLIC_KEYS.includes(key)
    ? text
    : plural(value.length, "byte");
}

export function contentsText({ config, settings, found }: ContentsReport): string {
  const lines = [
    "device configuration",
    ...config.map(({ key, shown }) => `  ${key.padEnd(16)}${inline(shown)}`),
    "",
    "store            bytes  state        holds",
    ...settings.map(
      ({ key, sizeBytes, state, holds }) =>
        `  ${key.padEnd(14)}${String(sizeBytes).padStart(6)}  ${state.padEnd(12)} ${holds}`,
    ),
    "",
    ...(found.length === 0 ? ["No credential lies in the clear in what was read."] : found.map(placeText)),
  ];
  return `${printable(lines.join("\n"))}\n`;
}

/** `wifi.psk: clear, at 0x1c3fe8, in setting wifi_psk (allowed: platform/store)` */
export function placeText({ secret, degree, chain, offset, where, release }: Place): string {
  const how = chain.length === 0 ? degree : `${degree}, ${chain.join(" > ")}`;
  const allowed = release === null ? "" : ` (allowed: ${release})`;
  return inline(`${secret}: ${how}, at ${hex(offset)}, in ${where}${allowed}`);
}
