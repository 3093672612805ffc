/** Flows of secrets as plain data, expected beside received: vitest shows how the two differ. Names only, no values. */
import type { Finding } from "../judge/verdict/finding.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import { inline } from "../report/printable.ts";
import { unique } from "../unique.ts";
import type { Episode } from "./episode.ts";

/** Text for each observer who learns something of a secret. */
type Flows = Readonly<Record<string, string>>;

export interface Difference {
  readonly expected: object;
  readonly actual: object;
}

const NOTHING = "nothing";

/** For a verdict that should be `word`. With `keeps`, no observer should learn what no release allows. */
export function verdictDifference({ judged }: Episode, word: "keeps" | "leaks"): Difference {
  const { verdict } = judged;
  const names = verdict.secrets.map(({ name }) => name);
  const of = (findings: readonly Finding[], name: string) => findings.filter((f) => f.secret === name);
  const told = (findings: readonly Finding[]) =>
    Object.fromEntries(names.map((name) => [name, flows(of(findings, name))]));
  const allowed = told(verdict.findings.filter((finding) => finding.allowed !== null));
  const actual = told(verdict.findings);
  // Whoever should learn nothing has a line of their own on both sides.
  const kept = Object.fromEntries(
    names.map((name) => [name, { ...all(actual[name], NOTHING), ...allowed[name] }]),
  );
  const reason = verdict.word === "unknown" ? `: ${reasonText(verdict.because)}` : "";
  return {
    expected: { verdict: word, ...(word === "keeps" ? kept : actual) },
    actual: { verdict: inline(`${verdict.word}${reason}`), ...actual },
  };
}

/** For flows of one secret, those that are `meant` and others. */
export function flowDifference(
  secret: string,
  findings: readonly Finding[],
  meant: {
    readonly isThat: (finding: Finding) => boolean;
    readonly to: string;
    readonly how: string;
  },
  isNot: boolean,
): Difference {
  const { isThat, to, how } = meant;
  const actual = flows(findings);
  const others = flows(findings.filter((finding) => !isThat(finding)));
  return isNot
    ? { expected: { [secret]: { ...all(actual, NOTHING), ...others } }, actual: { [secret]: actual } }
    : {
        expected: { [secret]: { ...actual, [to]: how } },
        actual: { [secret]: { ...actual, [to]: actual[to] ?? NOTHING } },
      };
}

function flows(findings: readonly Finding[]): Flows {
  const observers = unique(findings.map(({ observer }) => observer));
  const textFor = (wanted: string) =>
    unique(findings.filter(({ observer }) => observer === wanted).map(flowText)).join("; ");
  return Object.fromEntries(observers.map((observer) => [observer, textFor(observer)]));
}

/** Such as `clear by http at src/main.ts:12`. */
function flowText({ degree, channel, allowed, source }: Finding): string {
  const how = allowed === null ? degree : `allowed (${allowed.name})`;
  const place = source === null ? "" : ` at ${source.file}:${source.line}`;
  return inline(`${how} by ${channel}${place}`);
}

function all(flows: Flows, text: string): Flows {
  return Object.fromEntries(Object.keys(flows).map((observer) => [observer, text]));
}
