/** The report on captures for people: which secrets were found, who sees them, where and how. */
import type { Colors } from "picocolors/types.js";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import type { Found } from "../capture/search.ts";
import { inline, printable } from "./printable.ts";
import { formatSeconds, MEANING } from "./words.ts";

/** What a format is called in a sentence. */
const NOUN: Readonly<Record<ScannedCapture["format"], string>> = {
  pcap: "a packet capture (pcap)",
  pcapng: "a packet capture (pcapng)",
  har: "a browser's or proxy's archive (HAR)",
  log: "text, such as a serial log",
  dump: "bytes, such as a flash dump",
};

export function captureText(capture: ScannedCapture, colors: Colors): string {
  const leaks = capture.found.filter(({ finding }) => finding.release === null);
  const lines = [headline(capture, colors)];
  for (const leak of leaks) lines.push("", ...leakLines(leak, colors));
  lines.push("", ...captureScope(capture).map((line) => colors.dim(`    ${line}`)));
  if (leaks.length > 0) lines.push("");
  return printable(lines.join("\n"));
}

function headline(capture: ScannedCapture, colors: Colors): string {
  const { word, reason } = verdictOf(capture);
  const mark =
    word === "keeps" ? colors.green("✔") : word === "unknown" ? colors.yellow("?") : colors.red("✖");
  const shown =
    word === "leaks" ? ` ${colors.red(word)}` : word === "unknown" ? ` ${colors.yellow(word)}` : "";
  return `${mark} ${colors.bold(inline(capture.file))}${shown}: ${reason}`;
}

function leakLines({ finding, where }: Found, colors: Colors): string[] {
  const { secret, observer, to, degree, chain, channel, atMicros } = finding;
  const how = chain.length > 0 ? `${channel}, ${chain.join(" > ")}` : channel;
  const when =
    finding.source === null && channel !== "flash" ? `, ${formatSeconds(atMicros)} after the first` : "";
  return [
    `    ${colors.bold(inline(secret))} → ${colors.bold(observer)}${to === null ? "" : ` ${inline(to)}`}  ${colors.red(degree)}: ${observer} ${MEANING[degree]}`,
    `      ${colors.cyan(inline(where ?? "somewhere"))}${when}, by ${how}${finding.how === "" ? "" : `: ${inline(finding.how)}`}`,
  ];
}

/** What was looked at and what not, a sentence or two each. */
export function captureScope(capture: ScannedCapture): string[] {
  const { format, sizeBytes, events, connections, durationMicros, secrets, found, blindSpots } = capture;
  const counts = [
    plural(sizeBytes, "byte"),
    ...(events === null ? [] : [plural(events, format === "har" ? "request" : "packet")]),
    ...(connections === null ? [] : [plural(connections, "connection")]),
    ...(durationMicros > 0 ? [formatSeconds(durationMicros)] : []),
  ];
  const { compared } = capture;
  const released = [...new Set(found.flatMap(({ finding }) => finding.release ?? []))].sort();
  return [
    `Taken for ${NOUN[format]}: ${counts.join(", ")}.`,
    ...(verdictOf(capture).word === "leaks" ? blindSpots.map((spot) => `Not seen: ${spot}.`) : []),
    ...(released.length > 0 ? [`Allowed by the platform: ${released.join(", ")}.`] : []),
    ...secrets.filter((s) => s.tooShort).map((s) => `${inline(s.name)} is too short to search for.`),
    compared === null
      ? "Searched in the clear and through encodings. What the appliance itself encrypts or hashes shows only where two captures are compared."
      : `Searched in the clear and through encodings, and compared with ${inline(compared.file)}; ${compared.noise.length} more told what differs by chance. What is encrypted anew each time, or padded, would not show.`,
  ];
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
