/** Leaks in the report for people: who learns what, which line tells it, how, and how to see it again. */
import type { Colors } from "picocolors/types.js";
import { describeSteps } from "../judge/explore/describe-steps.ts";
import { eventsOf } from "../judge/explore/shorten.ts";
import { stepsOf } from "../judge/verdict/finding.ts";
import { inWords } from "../judge/verdict/reason.ts";
import { circumstanceText } from "./circumstances.ts";
import type { ReportedFinding } from "./document.ts";
import { excerptLines } from "./excerpt-text.ts";
import { type LeakGroup, peersOf, type Told, toldBy } from "./leak-groups.ts";
import { inline } from "./printable.ts";
import { remedyOf } from "./remedy.ts";
import { replayById } from "./replay-id.ts";
import { acceptanceText } from "./suppression.ts";
import { formatSeconds, libraryFrame, manner, placeOf, whatItMeans } from "./words.ts";

/** A block of lines; `isShort` leaves out the source, the library and the remedy. */
export function leakLines(group: LeakGroup, isShort: boolean, colors: Colors): string[] {
  const [leak] = group;
  const details = new Set(group.map(detailText));
  const shared = details.size === 1 ? [inline(detailText(leak))] : [];
  const place = `at ${colors.cyan(inline(placeOf(leak)))}`;
  const source = isShort ? [] : [...sourceLines(leak, colors), ...libraryLines(group)];
  const lines = [
    ...(source.length === 0 ? [[place, ...shared].join(", ")] : [place, ...source, ...shared]),
    ...occasionLines(leak),
    ...(isShort ? [] : [...new Set(group.map(remedyOf))].map((remedy) => `fix: ${remedy}`)),
    colors.dim(`replay: ${inline(leak.replay)}`),
    colors.dim(`or: ${replayById(leak.replay)}`),
  ];
  return [...causeLines(group, details.size > 1, colors), ...lines.map((line) => `      ${line}`)];
}

/** A leak that is not new, in a line. */
export function acceptedLine(leak: ReportedFinding, colors: Colors): string {
  const what = `${inline(leak.secret)} → ${leak.observer}${peerText([leak])}  ${leak.degree} at ${inline(placeOf(leak))}`;
  if (leak.known === null) return colors.dim(`    as before: ${what}`);
  const { suppression } = leak.known;
  const { expires } = suppression;
  const until = expires === null ? "" : ` (until ${expires})`;
  return colors.dim(`    known: ${what}: ${inline(acceptanceText(suppression))}${until}`);
}

/** Secrets, observers and peer, and how much they learn: on the same line where it is one thing, else on a line each. */
function causeLines(group: LeakGroup, hasDetails: boolean, colors: Colors): string[] {
  const names = [...new Set(group.map(({ secret }) => inline(secret)))];
  const told = toldBy(group);
  const observers = [...new Set(group.map(({ observer }) => colors.bold(observer)))];
  const head = `    ${inWords(names.map(colors.bold))} → ${inWords(observers)}${peerText(group)}`;
  const amount = ({ leak, observers: who }: Told) => `${colors.red(leak.degree)}: ${whatItMeans(leak, who)}`;
  if (told.length === 1) return [`${head}  ${amount(told[0])}`];
  const labels = told.map(({ leak, peer }) =>
    inline(peer === null ? leak.secret : `${leak.secret} → ${peer}`),
  );
  const width = Math.max(...labels.map((label) => label.length));
  return [
    head,
    ...told.map((one, at) => {
      const detail = hasDetails ? `, ${inline(detailText(one.leak))}` : "";
      return `      ${labels[at].padEnd(width)}  ${amount(one)}${detail}`;
    }),
  ];
}

/** Lines around the one that leaks. */
function sourceLines(leak: ReportedFinding, colors: Colors): string[] {
  const lines = excerptLines(leak);
  const width = String(lines.at(-1)?.number ?? "").length;
  return lines.map(({ number, text, isBlamed }) => {
    const line = `${isBlamed ? ">" : " "} ${String(number).padStart(width)} | ${inline(text)}`.trimEnd();
    return `  ${isBlamed ? line : colors.dim(line)}`;
  });
}

/** Places in libraries that the line leads to. */
function libraryLines(group: LeakGroup): string[] {
  const frames = new Set(group.flatMap(({ source }) => libraryFrame(source) ?? []));
  return frames.size === 0 ? [] : [`inside ${inline([...frames].join(", "))}`];
}

/** Moment and manner. */
function detailText(leak: ReportedFinding): string {
  return `${formatSeconds(leak.atMicros)} after power-on, by ${manner(leak)}`;
}

/** Events that it needs, and that a baseline accepted it for a while. */
function occasionLines({ circumstances, origin, known }: ReportedFinding): string[] {
  const steps = stepsOf({ origin });
  const unusual = circumstanceText(circumstances);
  const when = [
    ...(unusual === null ? [] : [unusual]),
    ...(eventsOf(steps) > 0 ? [describeSteps(steps)] : []),
  ];
  return [
    ...(when.length > 0 ? [`when: ${inline(when.join(": "))}`] : []),
    ...(known === null
      ? []
      : [`accepted until ${known.suppression.expires}: ${inline(acceptanceText(known.suppression))}`]),
  ];
}

function peerText(group: LeakGroup): string {
  const peers = peersOf(group).map(inline);
  return peers.length === 0 ? "" : ` ${inWords(peers)}`;
}
