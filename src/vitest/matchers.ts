/** The matchers: what a test may expect of an appliance, and of its tape. */
import { CHANNELS, type Channel, OBSERVERS, type Observer } from "../../sim/tape/tape.ts";
import { didYouMean } from "../closest.ts";
import { DEGREES, type Degree } from "../judge/policy/degree.ts";
import type { JudgedSecret } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import { branchesText } from "../report/branches.ts";
import { lineRanges } from "../report/line-ranges.ts";
import { inline } from "../report/printable.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { type AfterFault, being } from "./being-off.ts";
import type { Episode } from "./episode.ts";
import { episodeOf } from "./episode-of.ts";
import { flowDifference, verdictDifference } from "./told-flows.ts";
import { tellVerdict } from "./told-verdict.ts";

/** Way in which a secret may get out. */
export interface Way {
  /** Observer that learns it. Default: anybody. */
  readonly to?: Observer;
  /** Degree to which they learn it. Default: whatever no release allows; `released` stands for what one does allow. */
  readonly degree?: Degree;
  /** By which protocol. Default: any. */
  readonly channel?: Channel;
}

/** Matchers that `expect` has for appliances and tapes. */
export interface TightlipMatchers {
  /** No observer learns more of any credential than the policy and the platform allow. */
  toKeepSecrets(): void;
  /** An observer learns something of the secret, such as `wifi.psk` or `settings.token`. */
  toReveal(secret: string, way?: Way): void;
  /** What the test did made so much of the firmware's own code run. */
  toHaveRun(share: Share): void;
  /**
   * The actuator, such as `relay`, is off: now, or after each such fault in the test, in time and until the test does
   * something else.
   */
  toBeOff(actuator: string, after?: AfterFault): void;
}

/** Share of the firmware's own code, from 0 to 1. */
export interface Share {
  /** Of the two outcomes of each branch, and of functions that are called and `catch` blocks. */
  readonly branches: number;
}

interface State {
  readonly isNot: boolean;
}

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
  /** Both sides as vitest shows their difference. */
  readonly expected: unknown;
  readonly actual: unknown;
}

export const matchers = {
  toKeepSecrets(this: State, received: unknown): Result {
    const episode = episodeOf(received, "toKeepSecrets");
    const { word } = episode.judged.verdict;
    tellVerdict(episode);
    const expected = this.isNot ? "not to keep its secrets" : "to keep its secrets";
    const message = () => `expected ${episode.name} ${expected}\n\n${episode.report}`;
    // A verdict of `unknown` passes neither.
    const pass = word === "unknown" ? this.isNot : word === "keeps";
    return { pass, message, ...verdictDifference(episode, this.isNot ? "leaks" : "keeps") };
  },

  toReveal(this: State, received: unknown, secret: string, way: Way = {}): Result {
    const episode = episodeOf(received, "toReveal");
    refuseUnknownWords(way);
    const { secrets, findings } = episode.judged.verdict;
    tellVerdict(episode);
    const known = secrets.find(({ name }) => name === secret);
    if (known === undefined)
      throw unknownWord(
        "secret",
        secret,
        secrets.map(({ name }) => name),
      );
    const ofIt = findings.filter((finding) => finding.secret === secret);
    const reveals = ofIt.some((finding) => isThat(finding, way));
    const doubt = reveals ? null : doubtAbout(known, episode);
    const expected = this.isNot ? "not to reveal" : "to reveal";
    const remark = doubt ?? (reveals ? null : allowance(ofIt, way));
    const message = () =>
      `expected ${episode.name} ${expected} ${inWords(secret, way)}${remark === null ? "" : `: ${remark}`}\n\n${episode.report}`;
    const meant = {
      isThat: (finding: Finding) => isThat(finding, way),
      to: way.to ?? "anybody",
      how: [way.degree ?? "something", way.channel && `by ${way.channel}`].filter(Boolean).join(" "),
    };
    const difference =
      doubt === null
        ? flowDifference(secret, ofIt, meant, this.isNot)
        : { expected: { [secret]: "used, and judged" }, actual: { [secret]: inline(doubt) } };
    return { pass: doubt === null ? reveals : this.isNot, message, ...difference };
  },

  toHaveRun(this: State, received: unknown, share: Share): Result {
    const episode = episodeOf(received, "toHaveRun");
    refuseNoShare(share);
    const { all, left } = episode.coverage;
    const ran = all - left.length;
    const expected = `${this.isNot ? "not to" : "to"} have run ${percent(share.branches)} of its branches`;
    const lines = left.length === 0 ? "" : `\n\nWhat did not is at ${lineRanges(left).join("; ")}.`;
    const message = () =>
      `expected ${episode.name} ${expected}: ${branchesText({ branches: { ran, total: all } })}${lines}`;
    const needed = Math.ceil(share.branches * all);
    return {
      pass: all === 0 || ran / all >= share.branches,
      message,
      expected: { branches: `${this.isNot ? "fewer than" : "at least"} ${needed} of ${all}` },
      actual: { branches: `${ran} of ${all}` },
    };
  },

  toBeOff(this: State, received: unknown, actuator: string, after?: AfterFault): Result {
    const episode = episodeOf(received, "toBeOff");
    const { isOff, doubt, remark } = being(episode, actuator, after);
    const when = after === undefined ? "" : ` within ${after.within} of ${after.of}`;
    const why = doubt ?? remark;
    const message = () =>
      `expected ${actuator} of ${episode.name} ${this.isNot ? "not " : ""}to be off${when}${why === null ? "" : `: ${why}`}`;
    return {
      pass: doubt === null ? isOff : this.isNot,
      message,
      expected: { [actuator]: `${this.isNot ? "on" : "off"}${when}` },
      actual: { [actuator]: doubt ?? (isOff ? "off" : (remark ?? "on")) },
    };
  },
};

/** Reason that nobody can say a secret was not revealed; null when there is none. */
function doubtAbout({ name, exercised }: JudgedSecret, { failure, judged }: Episode): string | null {
  if (failure !== null) return failure;
  if (!exercised) return `${name} was not used`;
  return judged.verdict.word === "unknown" ? reasonText(judged.verdict.because) : null;
}

/** Allowed flow among those asked for; null for none. */
function allowance(findings: readonly Finding[], way: Way): string | null {
  const allowed = findings.filter((finding) => isThat(finding, { ...way, degree: "released" }));
  if (way.degree === "released" || allowed.length === 0) return null;
  const names = [...new Set(allowed.map(({ allowed }) => allowed!.name))].join(", ");
  return `allowed by ${names}, which { degree: "released" } asks for`;
}

function isThat(finding: Finding, { to, degree, channel }: Way): boolean {
  return (
    (to === undefined || finding.observer === to) &&
    (degree === undefined ? finding.allowed === null : finding.degree === degree) &&
    (channel === undefined || finding.channel === channel)
  );
}

function inWords(secret: string, { to, degree, channel }: Way): string {
  const parts = [secret, to && `to ${to}`, degree && `(${degree})`, channel && `by ${channel}`];
  return parts.filter((part) => part !== undefined).join(" ");
}

function refuseUnknownWords({ to, degree, channel, ...others }: Way): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw unknownWord("option", other, ["to", "degree", "channel"]);
  if (to !== undefined && !OBSERVERS.includes(to)) throw unknownWord("observer", to, OBSERVERS);
  if (degree !== undefined && !DEGREES.includes(degree)) throw unknownWord("degree", degree, DEGREES);
  if (channel !== undefined && !CHANNELS.includes(channel)) throw unknownWord("channel", channel, CHANNELS);
}

function refuseNoShare(share: Share | undefined): void {
  const { branches, ...others } = share ?? { branches: Number.NaN };
  const isShare = typeof branches === "number" && branches >= 0 && branches <= 1;
  if (!isShare || Object.keys(others).length > 0)
    throw new UserError("toHaveRun takes a share from 0 to 1, such as { branches: 0.9 }.", EXIT_USAGE);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function unknownWord(what: string, word: string, known: readonly string[]): UserError {
  return new UserError(
    `toReveal: there is no ${what} "${word}". There are: ${known.join(", ")}.${didYouMean(word, known)}`,
    EXIT_USAGE,
  );
}
