/** The comparison of two versions for people: what is new comes first, what is gone last. */
import type { Colors } from "picocolors/types.js";
import type {
  ComparedFinding,
  FindingChange,
  FlowChange,
  NameChange,
  VersionDifference,
} from "../judge/compare/versions.ts";
import { plural } from "../plural.ts";
import type { ComparedVersions } from "./diff-json.ts";
import { amountText, MARK, OF_TAPES, outcomeOf } from "./diff-words.ts";
import { inline, printable } from "./printable.ts";

const SHOWN = {
  "tells more": { color: "red", mark: "✖" },
  unknown: { color: "yellow", mark: "?" },
  "tells nothing new": { color: "green", mark: "✔" },
} as const;

export function diffText(pair: ComparedVersions, colors: Colors): string {
  const { name, old, new: now, difference } = pair;
  const outcome = outcomeOf(pair);
  const { color, mark } = SHOWN[outcome];
  const reason = outcome === "unknown" ? `: ${inline(now!.verdict!.reason)}` : "";
  const lines = [
    `${colors[color](mark)} ${colors.bold(inline(name))} ${colors[color](outcome)}${reason}`,
    ...(old === null ? ["    There was no such firmware before."] : []),
    ...(now === null ? ["    There is no such firmware any more."] : []),
    ...changeLines(difference, colors),
  ];
  const judged = [old, now].flatMap((version) => (version?.verdict == null ? [] : [version.verdict.word]));
  if (judged.length === 2) lines.push(colors.dim(`    Verdicts: ${judged.join(", then ")}.`));
  if ((old ?? now)?.verdict === null) lines.push(colors.dim(`    ${OF_TAPES}`));
  return printable(lines.join("\n"));
}

/** A line for each change; none where nothing is different. */
export function changeLines(
  { findings, flows, settings, credentials, functions }: VersionDifference,
  colors: Colors,
): string[] {
  return [
    ...findings.map((finding) => findingLine(finding, colors)),
    ...flowLines(flows, colors),
    ...nameLines("setting read", settings),
    ...nameLines("credential in the firmware", credentials),
    ...nameLines("function", functions),
  ];
}

function findingLine({ change, old, new: now }: FindingChange, colors: Colors): string {
  const { secret, observer, channel, to, source } = (now ?? old)!;
  const place = source === null ? "" : ` at ${inline(source.file)}:${source.line}`;
  const was = old === null ? "" : now === null ? `${described(old)} before` : `${described(old)}, now `;
  const what = `${was}${now === null ? "" : described(now)}`;
  const line = `    ${MARK[change]} ${inline(secret)} → ${observer}${to === null ? "" : ` ${inline(to)}`} by ${channel}: ${what}${place}`;
  return change === "new" || change === "worse" ? colors.red(line) : line;
}

function described({ degree, release, bits }: ComparedFinding): string {
  if (release !== null) return `allowed (${release})`;
  return `${degree}${amountText(degree, bits)}`;
}

/** One line for each observer and other side, with all that happens there. */
function flowLines(changes: readonly FlowChange[], colors: Colors): string[] {
  const byHead = new Map<string, { readonly isGone: boolean; readonly what: string[] }>();
  for (const { change, old, new: now } of changes) {
    const { observer, channel, kind, to } = (now ?? old)!;
    const head = `    ${MARK[change]} ${observer}${to === null ? "" : ` ${inline(to)}`}`;
    const sizes =
      change === "larger" ? ` (${old!.largestBytes}, now up to ${plural(now!.largestBytes, "byte")})` : "";
    const { what } = byHead.get(head) ?? { what: [] };
    byHead.set(head, { isGone: change === "gone", what: [...what, `${channel} ${kind}${sizes}`] });
  }
  return [...byHead].map(([head, { isGone, what }]) => {
    const line = `${head}: ${what.join(", ")}`;
    return isGone ? line : colors.yellow(line);
  });
}

function nameLines(what: string, { new: added, gone }: NameChange): string[] {
  const line = (mark: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [`    ${mark} ${what}${names.length > 1 ? "s" : ""}: ${names.map(inline).join(", ")}`];
  return [...line(MARK.new, added), ...line(MARK.gone, gone)];
}
