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
import { inline, printable } from "./printable.ts";
import { bitsText, sizeText } from "./size-words.ts";

const MARK = { new: "+", worse: "▲", larger: "▲", less: "▼", gone: "-" } as const;

export function diffText({ name, old, new: now, difference }: ComparedVersions, colors: Colors): string {
  const { more } = difference;
  const unsure = now?.verdict?.word === "unknown" && !more;
  const word = more
    ? colors.red("tells more")
    : unsure
      ? colors.yellow("unknown")
      : colors.green("tells nothing new");
  const mark = more ? colors.red("✖") : unsure ? colors.yellow("?") : colors.green("✔");
  const lines = [
    `${mark} ${colors.bold(inline(name))} ${word}${unsure ? `: ${inline(now.verdict.reason)}` : ""}`,
    ...(old === null ? ["    There was no such firmware before."] : []),
    ...(now === null ? ["    There is no such firmware any more."] : []),
    ...changeLines(difference, colors),
  ];
  const judged = [old, now].flatMap((version) => (version?.verdict == null ? [] : [version.verdict.word]));
  if (judged.length === 2) lines.push(colors.dim(`    Verdicts: ${judged.join(", then ")}.`));
  if ((old ?? now)?.verdict === null)
    lines.push(colors.dim("    A tape does not say what is secret: this is what is sent, not what it says."));
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
  if (bits === null) return degree;
  const isOpen = degree === "clear" || degree === "encoded";
  return isOpen ? `${degree} (${bitsText(bits)})` : `${degree}, ${sizeText(bits)}`;
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
