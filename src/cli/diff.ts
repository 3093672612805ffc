/** `tightlip diff`: says what a new version of a firmware tells whom that the old one did not. */
import picocolors from "picocolors";
import { EXIT_LEAKS, EXIT_UNKNOWN, EXIT_USAGE } from "../exit-codes.ts";
import { compareVersions } from "../judge/compare/versions.ts";
import { diffJson } from "../report/diff-json.ts";
import { diffText } from "../report/diff-text.ts";
import { loadScenario } from "../subjects/scenario-file.ts";
import { tapedPairs } from "../tasks/taped-pairs.ts";
import { type CompareRequest, judgedPairs, sourceOf, type VersionSource } from "../tasks/version-source.ts";
import { UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { warn } from "./failure.ts";

interface Options {
  readonly json?: true;
  readonly seed?: number;
  readonly for?: number;
  readonly until?: number;
  readonly board?: string;
  readonly scenario?: string;
}

export async function diffCommand(oldTarget: string, newTarget: string, options: Options): Promise<number> {
  const request = {
    seed: options.seed ?? null,
    virtualMicros: options.until ?? options.for ?? null,
    board: options.board ?? null,
    scenario: options.scenario === undefined ? undefined : loadScenario(options.scenario),
    warn,
  };
  const { kind, seed, pairs } = await pairsOf(sourceOf(oldTarget), sourceOf(newTarget), request);
  const compared = pairs.map((pair) => ({ ...pair, difference: compareVersions(pair.old, pair.new) }));
  const human = options.json ? process.stderr : process.stdout;
  const colors = picocolors.createColors(human.isTTY === true && picocolors.isColorSupported);
  for (const pair of compared) human.write(`${diffText(pair, colors)}\n`);
  if (options.json) process.stdout.write(diffJson(compared, { version: VERSION, seed, kind }));
  if (compared.some(({ difference }) => difference.more)) return EXIT_LEAKS;
  return compared.some((pair) => pair.new?.verdict?.word === "unknown") ? EXIT_UNKNOWN : 0;
}

async function pairsOf(old: VersionSource, now: VersionSource, request: CompareRequest) {
  if (old.kind === "tape" && now.kind === "tape")
    return { kind: "tapes", ...(await tapedPairs(old.target, now.target)) } as const;
  if (old.kind !== "tape" && now.kind !== "tape")
    return { kind: "judged", ...(await judgedPairs(old, now, request)) } as const;
  throw new UserError(
    `${old.target} and ${now.target}: a saved tape can be compared with another tape only, as it does not say what is secret.`,
    EXIT_USAGE,
  );
}
