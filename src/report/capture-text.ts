/** The report on captures for people: which secrets were found, who sees them, where and how. */
import type { Colors } from "picocolors/types.js";
import { captureFormat } from "../capture/format.ts";
import type { How } from "../judge/verdict/finding.ts";
import type { CaptureReport, ReportedFinding } from "./document.ts";
import { printable } from "./printable.ts";
import { leaksOf } from "./reported.ts";
import { DEGREE_TEXTS } from "./rules.ts";
import { formatSeconds } from "./words.ts";

/** Words for what differs between two captures. */
export const COMPARED: Partial<Readonly<Record<How, string>>> = {
  computed: "part of the content is another one",
  size: "the length is another one",
  presence: "it is said with one of the two values only",
};

export function captureText(report: CaptureReport, colors: Colors): string {
  const leaks = leaksOf(report);
  const lines = [headline(report, colors)];
  for (const leak of leaks) lines.push("", ...leakLines(leak, colors));
  lines.push("", ...captureScope(report).map((line) => colors.dim(`    ${line}`)));
  if (leaks.length > 0) lines.push("");
  return printable(lines.join("\n"));
}

function headline({ main, verdict: { word, reason } }: CaptureReport, colors: Colors): string {
  const mark =
    word === "keeps" ? colors.green("✔") : word === "unknown" ? colors.yellow("?") : colors.red("✖");
  const shown =
    word === "leaks" ? ` ${colors.red(word)}` : word === "unknown" ? ` ${colors.yellow(word)}` : "";
  return `${mark} ${colors.bold(main)}${shown}: ${reason}`;
}

function leakLines(finding: ReportedFinding, colors: Colors): string[] {
  const { secret, observer, to, degree, chain, channel, atMicros, origin } = finding;
  const where = origin.kind === "recording" ? origin.where : null;
  const how = chain.length > 0 ? `${channel}, ${chain.join(" > ")}` : channel;
  const when =
    finding.source === null && channel !== "flash" ? `, ${formatSeconds(atMicros)} after the first` : "";
  return [
    `    ${colors.bold(secret)} → ${colors.bold(observer)}${to === null ? "" : ` ${to}`}  ${colors.red(degree)}: ${observer} ${DEGREE_TEXTS[degree].gist}`,
    `      ${colors.cyan(where ?? "somewhere")}${when}, by ${how}${finding.how === "value" ? "" : `: ${COMPARED[finding.how]}`}`,
  ];
}

/** What was looked at and what not, a sentence or two each. */
export function captureScope({ capture, verdict, findings }: CaptureReport): string[] {
  const { format, sizeBytes, events, connections, durationMicros, secrets, blindSpots } = capture;
  const counts = [
    plural(sizeBytes, "byte"),
    ...(events === null ? [] : [plural(events, captureFormat(format).event)]),
    ...(connections === null ? [] : [plural(connections, "connection")]),
    ...(durationMicros > 0 ? [formatSeconds(durationMicros)] : []),
  ];
  const { compared } = capture;
  const released = [...new Set(findings.flatMap(({ allowed }) => allowed?.name ?? []))].sort();
  return [
    `Taken for ${captureFormat(format).noun}: ${counts.join(", ")}.`,
    ...(verdict.word === "leaks" ? blindSpots.map((spot) => `Not seen: ${spot}.`) : []),
    ...(released.length > 0 ? [`Allowed by the platform: ${released.join(", ")}.`] : []),
    ...secrets.filter((s) => s.tooShort).map((s) => `${s.name} is too short to search for.`),
    compared === null
      ? "Searched in the clear and through encodings. What the appliance itself encrypts or hashes shows only where two captures are compared."
      : `Searched in the clear and through encodings, and compared with ${compared.file}; ${compared.noise.length} more told what differs by chance. What is encrypted anew each time, or padded, would not show.`,
  ];
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
