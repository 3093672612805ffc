/** Firmware version from its source, a built image, a saved tape, or a report of a check. */
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ScenarioData } from "../../sim/home/scenario.ts";
import { buildImage } from "../compile/build.ts";
import { isBytecode, loadImage } from "../compile/image-file.ts";
import type { Version } from "../judge/compare/versions.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { refuseLinkOut } from "../no-links.ts";
import { type Appliance, findAppliances } from "../subjects/appliance.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { Configs, DEFAULT_SEED, type LoadedPolicy, loadPolicy, seedOf } from "../subjects/policy-file.ts";
import { EXIT_USAGE, stopIfAborted, UserError } from "../user-error.ts";
import { CommitFirmware, commitName } from "./commit-firmware.ts";
import { judgedVersion } from "./judged-version.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";
import { type LoadedReport, readReport } from "./report-file.ts";
import { Trust } from "./trust.ts";

export type VersionSource =
  | { readonly kind: "firmware"; readonly target: string; readonly appliances: readonly Appliance[] }
  | { readonly kind: "image"; readonly target: string }
  | { readonly kind: "tape"; readonly target: string }
  | { readonly kind: "report"; readonly target: string; readonly report: LoadedReport };

/** A source that says something about secrets. */
export type JudgedSource = Exclude<VersionSource, { readonly kind: "tape" }>;

interface CompareRequest {
  /** Null for that of a report, else the config's. */
  readonly seed: number | null;
  readonly virtualMicros: number | null;
  readonly board: string | null;
  readonly scenario: ScenarioData | null;
  /** Null trusts the checkout. */
  readonly untrusted: Untrusted | null;
}

/** One firmware in two versions; one of them is null where it is only in the other. */
export interface VersionPair {
  readonly name: string;
  readonly old: Version | null;
  readonly new: Version | null;
}

export interface VersionPairs {
  readonly seed: number;
  readonly pairs: readonly VersionPair[];
}

/** Bytes that tell what a file is. */
const START_BYTES = 4;
/** RFC 1952, 2.3.1. */
const GZIP = [0x1f, 0x8b];

/**
 * Both versions, with the commits that they are taken from, which are to be closed. A commit without a path has the
 * firmware that the other version is. Throws a UserError for what is none of them.
 */
export function sourcesOf(
  old: string,
  now: string,
): {
  readonly old: VersionSource;
  readonly now: VersionSource;
  readonly close: () => void;
} {
  const opened: CommitFirmware[] = [];
  const close = () => {
    for (const commit of opened) commit.close();
  };
  const source = (target: string, other: string): VersionSource => {
    const name = commitName(target);
    if (name === null) return sourceOf(target);
    const commit = new CommitFirmware(name.ref, folderAround(other));
    opened.push(commit);
    return { kind: "firmware", target, appliances: firmwareOf(commit, name.path, other) };
  };
  try {
    return { old: source(old, now), now: source(now, old), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Folder of the checkout whose repository a commit is of. */
function folderAround(target: string): string {
  if (commitName(target) !== null) return ".";
  const found = statSync(target, { throwIfNoEntry: false });
  return found === undefined ? "." : found.isDirectory() ? target : dirname(target);
}

function firmwareOf(commit: CommitFirmware, path: string | null, other: string): readonly Appliance[] {
  if (path !== null) return commit.at(path);
  const named = commitName(other);
  const beside = named === null ? sourceOf(other) : null;
  if (beside?.kind !== "firmware") {
    const { ref } = commit.tree;
    throw new UserError(
      `git:${ref}: which firmware? Name its path in the repository, such as git:${ref}:${join(commit.here(), "src/main.ts")}.`,
      EXIT_USAGE,
    );
  }
  const found = beside.appliances.flatMap((appliance) => commit.counterpartOf(appliance) ?? []);
  if (found.length === 0)
    throw new UserError(`git:${commit.tree.ref}: the commit has no firmware at ${other}.`, EXIT_USAGE);
  return found;
}

/** Throws a UserError for what is none of them. */
function sourceOf(target: string): VersionSource {
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found?.isFile() || /\.tsx?$/.test(target))
    return { kind: "firmware", target, appliances: findAppliances(target) };
  refuseLinkOut(target);
  const start = startOf(target);
  if (GZIP.every((byte, i) => start[i] === byte)) return { kind: "tape", target };
  if (isBytecode(start)) return { kind: "image", target };
  return { kind: "report", target, report: readReport(target, readFileSync(target, "utf8")) };
}

function startOf(file: string): Uint8Array {
  const bytes = new Uint8Array(START_BYTES);
  try {
    const handle = openSync(file, "r");
    readSync(handle, bytes);
    closeSync(handle);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new UserError(`${file}: cannot be read (${code}).`, EXIT_USAGE, { cause });
  }
  return bytes;
}

/** A version that has not been judged yet, or that a report has told of. */
interface Candidate {
  readonly name: string;
  /** Policy of the firmware; null when none is beside it. */
  readonly said: LoadedPolicy | null;
  readonly version: (policy: Policy) => Version;
}

/** Judges both in one world. Throws a UserError for bad input, BuildFailed for source that does not compile. */
export async function judgedPairs(
  old: JudgedSource,
  now: JudgedSource,
  request: CompareRequest,
  context: TaskContext,
): Promise<VersionPairs> {
  return Trust.with(request.untrusted, [now.target], (trust) =>
    judgedPairsWith(trust, old, now, request, context),
  );
}

async function judgedPairsWith(
  trust: Trust,
  old: JudgedSource,
  now: JudgedSource,
  request: CompareRequest,
  context: TaskContext,
): Promise<VersionPairs> {
  const configs = new Configs(trust.definitions);
  const firmware = new Map<Appliance, LoadedPolicy>();
  for (const source of [old, now]) {
    if (source.kind !== "firmware") continue;
    for (const appliance of source.appliances) firmware.set(appliance, await loadPolicy(appliance, configs));
  }
  trust.warn(context);
  const seed = commonSeed([old, now], request, [...firmware.values()]);
  const candidates = (source: JudgedSource) =>
    candidatesOf(source, { ...request, seed, warn: warningTo(context) }, firmware);
  const pairs: VersionPair[] = [];
  for (const [before, after] of paired(candidates(old), candidates(now))) {
    const { name } = (after ?? before)!;
    context.on(blockingStep(`comparing ${name}`));
    await setImmediate();
    stopIfAborted(context.signal, "not all was compared.");
    // That of the new version, where it says anything.
    const { policy } = after?.said ?? before?.said ?? { policy: {} };
    pairs.push({ name, old: before?.version(policy) ?? null, new: after?.version(policy) ?? null });
  }
  return { seed, pairs };
}

/** Throws a UserError when the two are of different worlds. */
export function refuseOtherSeed(old: string, oldSeed: number, now: string, newSeed: number): void {
  if (oldSeed === newSeed) return;
  throw new UserError(
    `${old} has seed ${oldSeed} and ${now} has seed ${newSeed}; make one of them again with the other's --seed.`,
    EXIT_USAGE,
  );
}

function commonSeed(
  [old, now]: readonly [JudgedSource, JudgedSource],
  { seed }: CompareRequest,
  said: readonly LoadedPolicy[],
): number {
  if (old.kind === "report" && now.kind === "report")
    refuseOtherSeed(old.target, old.report.seed, now.target, now.report.seed);
  const known = old.kind === "report" ? old : now.kind === "report" ? now : null;
  if (known === null) return seed ?? (said.length === 0 ? DEFAULT_SEED : seedOf(said));
  if (seed === null || seed === known.report.seed) return known.report.seed;
  throw new UserError(`${known.target}: has seed ${known.report.seed}; leave --seed out.`, EXIT_USAGE);
}

function candidatesOf(
  source: JudgedSource,
  request: CompareRequest & { readonly seed: number; readonly warn: (message: string) => void },
  firmware: ReadonlyMap<Appliance, LoadedPolicy>,
): Candidate[] {
  const { target } = source;
  const boardOf = (policy: Policy) => request.board ?? policy.board ?? null;
  if (source.kind === "report")
    return source.report.versions.map((version) => ({
      name: version.name,
      said: null,
      version: () => version,
    }));
  if (source.kind === "image") {
    const version = (policy: Policy) => {
      const { image, board } = loadImage(target, boardOf(policy));
      return judgedVersion(target, image.name || target, image, { ...request, policy, identity: board });
    };
    return [{ name: target, said: null, version }];
  }
  return source.appliances.map((appliance) => ({
    name: appliance.name,
    said: firmware.get(appliance)!,
    version: (policy) => {
      const { warn } = request;
      const { image, board } = buildImage(appliance.main, { warn, board: boardOf(policy) });
      return judgedVersion(target, appliance.name, image, { ...request, policy, identity: board });
    },
  }));
}

/** One of each belong together whatever they are called; of several, those of one name. */
function paired(
  old: readonly Candidate[],
  now: readonly Candidate[],
): [Candidate | null, Candidate | null][] {
  if (old.length === 1 && now.length === 1) return [[old[0], now[0]]];
  const before = new Map(old.map((candidate) => [candidate.name, candidate]));
  const both = now.map((after): [Candidate | null, Candidate | null] => [
    before.get(after.name) ?? null,
    after,
  ]);
  const names = new Set(now.map(({ name }) => name));
  return [
    ...both,
    ...old.filter(({ name }) => !names.has(name)).map((gone): [Candidate, null] => [gone, null]),
  ];
}
