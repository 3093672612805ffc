/** Version of a firmware as a report of its check knows it. */
import type { Version } from "../judge/compare/versions.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import type { FirmwareReport } from "./document.ts";
import { sourceObject } from "./finding-json.ts";

const SETTINGS = "settings.";

export function reportVersion({ name, image, verdict }: FirmwareReport): Version {
  const { word, because, secrets, notJudged, findings } = verdict;
  return {
    name,
    image,
    verdict: { word, reason: reasonText(because) },
    secrets: secrets.map(({ name, exercised }) => ({ name, exercised })),
    findings: findings.map(({ secret, observer, channel, degree, to, bits, allowed, source }) => ({
      ...{ secret, observer, channel, degree, to, bits },
      release: allowed?.name ?? null,
      source: sourceObject(source),
    })),
    settings: settingsOf(secrets, notJudged),
    flows: null,
    credentials: null,
    functions: null,
  };
}

/** Keys of the settings that a firmware reads: those that were judged, and the others. */
export function settingsOf(
  secrets: readonly { readonly name: string; readonly exercised: boolean }[],
  notJudged: readonly string[],
): string[] {
  const judged = secrets.filter(({ name, exercised }) => exercised && name.startsWith(SETTINGS));
  return [...judged.map(({ name }) => name.slice(SETTINGS.length)), ...notJudged];
}
