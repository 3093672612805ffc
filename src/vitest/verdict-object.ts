/** A verdict as plain data, for snapshots: who learns what, and where. */
import { OBSERVERS } from "../../sim/tape/tape.ts";
import { cellOf } from "../report/matrix.ts";
import type { Episode } from "./episode.ts";

/** Holds names of secrets only, and nothing that changes from run to run. */
export function verdictObject(episode: Episode): object {
  const { verdict } = episode.judged;
  return {
    name: episode.name,
    verdict: verdict.word,
    reason: verdict.reason,
    learns: Object.fromEntries(
      verdict.secrets.map((secret) => [
        secret.name,
        Object.fromEntries(OBSERVERS.map((observer) => [observer, cellOf(verdict, secret, observer)])),
      ]),
    ),
    findings: verdict.findings.map(({ rule, secret, observer, to, release, source }) => ({
      rule,
      secret,
      observer,
      to,
      release,
      source: source === null ? null : `${source.file}:${source.line}`,
    })),
  };
}
