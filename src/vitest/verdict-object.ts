/** A verdict as plain data, for snapshots: who learns what, and where. */
import { OBSERVERS } from "../../sim/tape/tape.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import { cellOf, cellText } from "../report/matrix.ts";
import type { Episode } from "./episode.ts";

/** Holds names of secrets only, and nothing that changes from run to run. */
export function verdictObject(episode: Episode): object {
  const { verdict } = episode.judged;
  return {
    name: episode.name,
    verdict: verdict.word,
    reason: reasonText(verdict.because),
    learns: Object.fromEntries(
      verdict.secrets.map((secret) => [
        secret.name,
        Object.fromEntries(
          OBSERVERS.map((observer) => [observer, cellText(cellOf(verdict.findings, secret, observer))]),
        ),
      ]),
    ),
    findings: verdict.findings.map(({ rule, secret, observer, to, allowed, source }) => ({
      rule,
      secret,
      observer,
      to,
      release: allowed?.name ?? null,
      source: source === null ? null : `${source.file}:${source.line}`,
    })),
  };
}
