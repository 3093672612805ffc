/** Contents of a board's flash, for people and programs: by key and size, credentials by name. */

import type { BoardContents, KeptSetting, Place } from "../flash/board-contents.ts";
import { hex } from "../flash/partitions.ts";
import type { Scanner } from "../judge/search/scan.ts";
import { plural } from "../plural.ts";
import { inline, printable } from "./printable.ts";

export interface ContentsReport {
  /** Null for a board whose firmware is DeviceScript's. */
  readonly otherFirmware: OtherFirmware | null;
  readonly config: readonly { readonly key: string; readonly shown: string }[];
  readonly settings: readonly KeptSetting[];
  readonly found: readonly Place[];
}

/** Outcome of searching a flash of which only the bytes are known. */
export interface OtherFirmware {
  /** Names of what was looked for. */
  readonly lookedFor: readonly string[];
  /** Reasons why something may be there unseen, a phrase each. */
  readonly blindSpots: readonly string[];
  /** Bytes of the flash that are not erased. */
  readonly searchedBytes: number;
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
    otherFirmware: null,
    config: Object.entries(contents.config).map(([key, value]) => ({
      key: scanner.redact(key),
      shown: shownValue(key, value, scanner),
    })),
    settings: contents.settings.map((setting) => ({ ...setting, key: scanner.redact(setting.key) })),
    found: found.map((place) => ({ ...place, where: scanner.redact(place.where) })),
  };
}

/** The same for a board of other firmware. */
export function otherFirmwareReport(
  { found, lookedFor, blindSpots, searchedBytes }: OtherFirmware & { readonly found: readonly Place[] },
  scanner: Scanner,
): ContentsReport {
  const shown = (text: string) => scanner.redact(text);
  return {
    otherFirmware: { lookedFor, blindSpots: blindSpots.map(shown), searchedBytes },
    config: [],
    settings: [],
    found: found.map((place) => ({ ...place, where: shown(place.where) })),
  };
}

function shownValue(key: string, value: string | number, scanner: Scanner): string {
  const text = scanner.redact(String(value));
  const isName = /^‹[^›]*›$/.test(text);
  return isName || typeof value === "number" || PUBLIC_KEYS.includes(key)
    ? text
    : plural(value.length, "byte");
}

export function contentsText({ otherFirmware, config, settings, found }: ContentsReport): string {
  if (otherFirmware !== null) return otherText(otherFirmware, found);
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

function otherText({ lookedFor, blindSpots, searchedBytes }: OtherFirmware, found: readonly Place[]): string {
  if (searchedBytes === 0) return "All of the flash is erased.\n";
  const looked = ["any network's credentials in ESP-IDF's store", ...lookedFor.map(inline)].join(", ");
  const lines = [
    "No firmware of DeviceScript's is on the board, so its settings have no names.",
    `${searchedBytes} bytes of its flash are not erased. They were searched for ${looked}.`,
    ...found.map(placeText),
    ...(found.length === 0 ? ["Nothing was found."] : []),
    ...blindSpots.map((spot) => `Not all could be read: ${inline(spot)}.`),
    ...(lookedFor.length === 0
      ? ["What else may be there is unknown: name the credentials to look for with --secrets."]
      : []),
  ];
  return `${printable(lines.join("\n"))}\n`;
}

/** `wifi.psk: clear, at 0x1c3fe8, in setting wifi_psk (allowed: platform/store)` */
export function placeText({ secret, degree, chain, offset, where, release }: Place): string {
  const how = chain.length === 0 ? degree : `${degree}, ${chain.join(" > ")}`;
  const allowed = release === null ? "" : ` (allowed: ${release})`;
  return inline(`${secret}: ${how}, at ${hex(offset)}, in ${where}${allowed}`);
}
