/** What a board keeps in its flash, for people and for programs: by key and size, credentials by name. */

import type { BoardContents, KeptSetting, Place } from "../flash/board-contents.ts";
import { hex } from "../flash/partitions.ts";
import type { Scanner } from "../judge/scan.ts";
import { printable } from "./printable.ts";

export interface ContentsReport {
  readonly config: readonly { readonly key: string; readonly text: string }[];
  readonly settings: readonly KeptSetting[];
  readonly found: readonly Place[];
}

/** Plain data without any secret. */
export function contentsReport(
  contents: BoardContents,
  found: readonly Place[],
  scanner: Scanner,
): ContentsReport {
  return {
    config: Object.entries(contents.config).map(([key, value]) => ({
      key,
      text: scanner.redact(String(value)),
    })),
    settings: contents.settings.map((setting) => ({
      ...setting,
      key: scanner.redact(setting.key),
      text: setting.text === null ? null : scanner.redact(setting.text),
    })),
    found: found.map((place) => ({ ...place, where: scanner.redact(place.where) })),
  };
}

export function contentsText({ config, settings, found }: ContentsReport): string {
  const lines = [
    "device configuration",
    ...config.map(({ key, text }) => `  ${key.padEnd(16)}${text}`),
    "",
    "store            bytes  state        holds",
    ...settings.map(
      ({ key, sizeBytes, state, holds, text }) =>
        `  ${key.padEnd(14)}${String(sizeBytes).padStart(6)}  ${state.padEnd(12)} ${text === null ? holds : text}`,
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
  return printable(`${secret}: ${how}, at ${hex(offset)}, in ${where}${allowed}`);
}
