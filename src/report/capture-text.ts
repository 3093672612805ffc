/** The report on captures for people: which secrets were found, who sees them, where and how. */
import type { Colors } from "picocolors/types.js";
import { captureFormat } from "../capture/format.ts";
import { percent } from "../capture/scanned-capture.ts";
import type { Place } from "../capture/search.ts";
import { MIN_SCANNED_CHARACTERS } from "../judge/policy/secret.ts";
import { plural } from "../plural.ts";
import { COMPARED, frameFilter } from "./capture-places.ts";
import type { CapturedFinding, CaptureReport } from "./document.ts";
import { inline, printable } from "./printable.ts";
import { DEGREE_TEXTS } from "./rules.ts";
import { formatSeconds } from "./words.ts";

export function captureText(report: CaptureReport, colors: Colors): string {
  const leaks = report.findings.filter(({ allowed }) => allowed === null);
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
  return `${mark} ${colors.bold(inline(main))}${shown}: ${inline(reason)}`;
}

function leakLines(finding: CapturedFinding, colors: Colors): string[] {
  const { secret, observer, to, degree, chain, channel, atMicros, origin, places, count } = finding;
  const where = origin.kind === "recording" ? origin.where : null;
  const how = chain.length > 0 ? `${channel}, ${chain.join(" > ")}` : channel;
  const when =
    finding.source === null && channel !== "flash" ? `, ${formatSeconds(atMicros)} after the first` : "";
  return [
    `    ${colors.bold(inline(secret))} → ${colors.bold(observer)}${to === null ? "" : ` ${inline(to)}`}  ${colors.red(degree)}: ${observer} ${DEGREE_TEXTS[degree].gist("it")}`,
    `      ${colors.cyan(inline(where ?? "somewhere"))}${when}, by ${inline(how)}${finding.how === "value" ? "" : `: ${COMPARED[finding.how]}`}`,
    ...(count > 1 ? [`      ${count} places: ${inline(placesText(places, count))}`] : []),
    ...frameFilter(places).map((filter) => `      in Wireshark: ${filter}`),
  ];
}

/** The first of them. */
const SHOWN_PLACES = 5;

function placesText(places: readonly Place[], count: number): string {
  const shown = places.slice(0, SHOWN_PLACES).map(({ where }) => where ?? "somewhere");
  return count > shown.length ? `${shown.join(", ")} and more` : shown.join(", ");
}

/** Scope of a capture's verdict: what was looked at and what not, a sentence or two each. */
export function captureScope({ capture, verdict, findings }: CaptureReport): string[] {
  const { format, sizeBytes, events, connections, durationMicros, secrets, blindSpots, notUnderstood } =
    capture;
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
    ...(verdict.word === "leaks" ? blindSpots.map((spot) => `Not seen: ${inline(spot)}.`) : []),
    ...notUnderstood.map(({ name, share, opens }) => {
      const help = opens === null ? "" : `; ${opens} would open it`;
      return `Not understood: ${percent(share)} of the bytes: ${name}${help}.`;
    }),
    ...(released.length > 0 ? [`Allowed by the platform: ${released.join(", ")}.`] : []),
    ...secrets
      .filter((s) => s.tooShort)
      .map(
        (s) => `${inline(s.name)} is too short to search for: it needs ${MIN_SCANNED_CHARACTERS} characters.`,
      ),
    compared === null
      ? "Searched in the clear and through encodings. What the appliance itself encrypts or hashes shows only where two captures are compared."
      : `Searched in the clear and through encodings, and compared with ${inline(compared.file)}; ${compared.noise.length} more told what differs by chance. What is encrypted anew each time, or padded, would not show.`,
  ];
}
