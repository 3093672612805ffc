/**
 * Sightings from a board, as `tightlip monitor` shows them: for people a line each, for programs a
 * JSON line each.
 */

import type { Colors } from "picocolors/types.js";
import type { Sighting } from "../monitor/monitor.ts";
import { inline } from "./printable.ts";

/** Kinds of sighting that `--show` can name. */
export const SHOWN = ["log", "frames", "allowed"] as const;
export type Shown = (typeof SHOWN)[number];

/** Names of services by class; others are shown by number. */
export type ServiceNames = ReadonlyMap<number, string>;

/**
 * Filter for sightings; notices and alarms always pass. `match`: text that has to be in a line or
 * frame.
 */
export function isShown(sighting: Sighting, shown: readonly Shown[], match: string | null): boolean {
  switch (sighting.kind) {
    case "notice":
      return true;
    case "found":
      return sighting.release === null || shown.includes("allowed");
    case "line":
      return shown.includes("log") && matches(sighting.text, match);
    case "frame":
      return shown.includes("frames") && matches(JSON.stringify(sighting), match);
  }
}

/** One JSON object and a newline. */
export function sightingJson(sighting: Sighting): string {
  return `${JSON.stringify(sighting)}\n`;
}

export function sightingText(sighting: Sighting, colors: Colors, names: ServiceNames): string {
  const time = colors.dim(`${(sighting.atMillis / 1000).toFixed(3).padStart(9)} s`);
  return `${time}  ${contentText(sighting, colors, names)}\n`;
}

function contentText(sighting: Sighting, colors: Colors, names: ServiceNames): string {
  switch (sighting.kind) {
    case "line": {
      const place = sighting.place === null ? "" : `  ${colors.cyan(`(${sighting.place})`)}`;
      return `${levelColor(sighting.text, colors)(inline(sighting.text))}${place}`;
    }
    case "frame": {
      const { device, isCommand, packets } = sighting;
      const direction = isCommand ? "to" : "from";
      const parts = packets.map(({ service, command, data }) => {
        const name = service === null ? "?" : (names.get(service) ?? `0x${service.toString(16)}`);
        return `${name} 0x${command.toString(16)} ${data}`.trimEnd();
      });
      return colors.magenta(inline(`${direction} ${device}: ${parts.join(" | ")}`));
    }
    case "found": {
      const { secret, degree, chain, channel, release } = sighting;
      const how = chain.length === 0 ? degree : `${degree}, ${chain.join(" > ")}`;
      const where = channel === "log" ? "the log" : "a frame";
      return release === null
        ? colors.red(colors.bold(`ALARM: ${secret} is on the cable (${how}), in ${where}.`))
        : colors.yellow(`allowed by ${release}: ${secret} is on the cable (${how}), in ${where}.`);
    }
    case "notice":
      return colors.yellow(inline(sighting.text));
  }
}

/** Firmware's lines begin with how bad it is: `! ` error, `* ` warning, `? ` debugging. */
function levelColor(line: string, colors: Colors): (text: string) => string {
  if (line.startsWith("! ")) return colors.red;
  if (line.startsWith("* ")) return colors.yellow;
  return line.startsWith("> ") ? (text) => text : colors.dim;
}

function matches(text: string, match: string | null): boolean {
  return match === null || text.toLowerCase().includes(match.toLowerCase());
}
