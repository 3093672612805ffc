/**
 * Replay commands of a project's findings, by the short ids that `tightlip replay` takes. They are kept in the per-user
 * cache, sealed under the user's key: no checkout can have a command of its own run. A file each, so that checks side by
 * side keep all of theirs.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Cache } from "./cache.ts";
import { projectTop, realPathOf } from "./project-top.ts";
import { sha256 } from "./sha256.ts";

/** Changes when the meaning of what is kept does. */
const FORMAT = 1;
const FOLDER = "replays";
/** Replays of all projects: when there are more than so many, those go that are not among the newest so many. */
const LIMITS = { kept: 5_000, least: 4_000 };
/** Characters of a digest in a file's name. */
const DIGEST_LENGTH = 16;
const NAME = /^([0-9a-f]{16})-(r[0-9a-f]{8})-([0-9a-f]{16})$/;

export interface Replay {
  readonly id: string;
  /** Quoted as for a shell on Unix. */
  readonly command: string;
  /** Leaks that it shows, in words; none where it shows allowed flows only. */
  readonly leaks: readonly string[];
}

export interface KeptReplay extends Replay {
  /** Absolute folder that the command's paths are seen from. */
  readonly folder: string;
}

/** Keeps these for the project around the working folder. Of all that are kept, the oldest go. */
export function keepReplays(
  replays: readonly Replay[],
  warn: (message: string) => void,
  { kept, least } = LIMITS,
): void {
  if (replays.length === 0) return;
  const cache = new Cache(warn);
  const folder = realPathOf(".");
  for (const replay of replays) {
    const name = `${digest(project())}-${replay.id}-${digest(folder)}`;
    cache.put(`${FOLDER}/${name}`, labelOf(name), Buffer.from(JSON.stringify({ ...replay, folder })));
  }
  const names = filesIn(join(cache.dir, FOLDER)).filter((name) => NAME.test(name));
  if (names.length <= kept) return;
  const age = (name: string) => keptMillis(join(cache.dir, FOLDER, name));
  const byAge = names.map((name) => ({ name, at: age(name) })).sort((a, b) => a.at - b.at);
  for (const { name } of byAge.slice(0, names.length - least)) cache.drop(`${FOLDER}/${name}`);
}

/** Replays of the project around the working folder, those that were kept last in front. */
export function keptReplays(warn: (message: string) => void): KeptReplay[] {
  const cache = new Cache(warn);
  const own = digest(project());
  const names = filesIn(join(cache.dir, FOLDER)).filter((name) => NAME.exec(name)?.[1] === own);
  const found = names.flatMap((name) => {
    const kept = cache.get(`${FOLDER}/${name}`, labelOf(name));
    if (kept === undefined) return [];
    const replay: KeptReplay = JSON.parse(kept.toString("utf8"));
    return [{ replay, keptMillis: keptMillis(join(cache.dir, FOLDER, name)) }];
  });
  found.sort((a, b) => b.keptMillis - a.keptMillis || (a.replay.id < b.replay.id ? -1 : 1));
  return found.map(({ replay }) => replay);
}

function project(): string {
  return projectTop(".") ?? realPathOf(".");
}

function labelOf(name: string): string {
  return JSON.stringify(["replay", FORMAT, name]);
}

function digest(text: string): string {
  return sha256(Buffer.from(text)).slice(0, DIGEST_LENGTH);
}

/** None where there is no such folder, or it cannot be read: then nothing is kept. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function keptMillis(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
