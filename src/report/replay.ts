/** Commands that show something again when they are pasted into a shell. */
import { formatDuration } from "../../sim/tape/duration.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { packedScenario } from "../subjects/packed-scenario.ts";
import { circumstanceNames } from "./circumstances.ts";

/** Finding, as far as a command repeats it. */
type Repeated = Pick<Finding, "atMicros" | "origin">;
type SimulatedOrigin = Exclude<Finding["origin"], { readonly kind: "recording" }>;

/** Ways to write a text and a scenario as one word each. */
interface Quoting {
  /** Null for a text that cannot be written. */
  readonly word: (text: string) => string | null;
  readonly scenario: (scenario: SimulatedOrigin["scenario"]) => string;
}

/** Quoting of shells as on Unix: a scenario stays readable. */
const UNIX = {
  word: shellWord,
  scenario: (scenario) => `'${JSON.stringify(scenario).replaceAll("'", "\\u0027")}'`,
} as const satisfies Quoting;

/** Quoting that bash, zsh, fish, cmd.exe and PowerShell read the same way. */
const ANY_SHELL: Quoting = { word: anyShellWord, scenario: packedScenario };

/** Length of a line that cmd.exe still takes, characters (Microsoft, "Command prompt line string limitation"). */
const MAX_ANY_SHELL_CHARACTERS = 8_191;

/** A command that checks the firmware at `main` until it shows the finding, for a shell as on Unix. */
export function replayCommand(
  main: string,
  finding: Repeated,
  seed: number,
  untrusted: Untrusted | null,
): string {
  // No text is without a word there.
  return replayWith(UNIX, main, finding, seed, untrusted)!;
}

/**
 * The same command for cmd.exe and PowerShell as well; null where {@link replayCommand} is that already, and where a
 * name or the length is beyond what all shells take.
 */
export function anyShellReplay(
  main: string,
  finding: Repeated,
  seed: number,
  untrusted: Untrusted | null,
): string | null {
  const command = replayWith(ANY_SHELL, main, finding, seed, untrusted);
  if (command === null || command.length > MAX_ANY_SHELL_CHARACTERS) return null;
  return command === replayCommand(main, finding, seed, untrusted) ? null : command;
}

function replayWith(
  { word, scenario: scenarioWord }: Quoting,
  main: string,
  { atMicros, origin }: Repeated,
  seed: number,
  untrusted: Untrusted | null,
): string | null {
  const from = untrusted?.policyFrom ?? null;
  const trust = untrusted === null ? [] : from === null ? ["--untrusted"] : ["--policy-from", word(from)];
  const words = ["tightlip check", word(main), ...trust, `--seed ${seed}`];
  const own = origin.kind === "recording" || origin.declared;
  // Other circumstances are tried with the policy's own scenarios, of which this one may be a part.
  if (own || circumstanceNames(origin.circumstances).length === 0) {
    // One millisecond later, so that the finding's own moment is still part of the run.
    words.push(`--until ${formatDuration(atMicros + 1_000)}`);
    // A scenario that the policy does not have goes along.
    if (!own) words.push(`--scenario ${scenarioWord(origin.scenario)}`);
  }
  return words.includes(null) ? null : words.join(" ");
}

export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words that a shell as on Unix makes of a command whose words {@link shellWord} has quoted. */
export function wordsOf(command: string): string[] {
  const words = command.match(/(?:'[^']*'|\\'|[^\s'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/'([^']*)'|\\(')/g, (_, quoted?: string, quote?: string) => quoted ?? quote ?? ""),
  );
}

/**
 * Plain, or in double quotes where nothing has a meaning of its own to any shell. A backslash stands for itself there
 * before a letter or digit only; `@` at the start of a word is PowerShell's.
 */
function anyShellWord(text: string): string | null {
  if (/^[\w./:+-][\w./@:+-]*$/.test(text)) return text;
  return /^(?:[\p{L}\p{M}\p{N} _./@:+,=()-]|\\(?=[\p{L}\p{N}_.]))+$/u.test(text) ? `"${text}"` : null;
}
