/** A verdict as plain data, for snapshots: who learns what, and where. */
import { reasonText } from "../judge/verdict/reason.ts";
import { COLUMNS, cellText } from "../report/matrix.ts";
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
          COLUMNS.map(({ title, cellOf }) => [title, cellText(cellOf(verdict.findings, secret))]),
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
