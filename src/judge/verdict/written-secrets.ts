/**
 * Credentials that firmware makes itself and writes into its settings, as a board fresh from the factory does. Their
 * values are known only once they are written, so that they can be searched for, but not changed.
 */
import { isCredentialKey } from "../../../sim/device/credential.ts";
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import { toBytes, toText } from "../../../sim/tape/bytes.ts";
import type { Releases } from "../policy/release.ts";
import { isVaultKey } from "../policy/sealed-blobs.ts";
import { givenSecret, MIN_SCANNED_CHARACTERS, type Secret } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";
import type { Circumstances, Run } from "../subject.ts";
import { type Finding, findingKey } from "./finding.ts";
import { sourceOf } from "./source.ts";

/** Secrets that the firmware wrote in this run and that were not given to it. */
export function writtenSecrets(
  run: Run,
  known: readonly Secret[],
  isPublic: (key: string) => boolean,
): Secret[] {
  return run.settings.written.flatMap(({ key, value }) => {
    if (!isCredentialKey(key) || isVaultKey(key) || isPublic(key)) return [];
    const text = textOf(value);
    // A text with a known secret in it was given to the firmware, not made by it.
    return text.length < MIN_SCANNED_CHARACTERS || known.some((secret) => text.includes(secret.value))
      ? []
      : [givenSecret({ name: `settings.${key}`, value: text, setting: key })];
  });
}

/** Findings of observers that see these secrets in the run: the value itself, or an encoding of it. */
export function findingsOf(
  secrets: readonly Secret[],
  run: Run,
  scenario: ScenarioData,
  circumstances: Circumstances,
  releases: Releases,
): Finding[] {
  const values = new Map(secrets.map(({ name, value }) => [name, value]));
  const scanner = new Scanner(secrets);
  const findings = new Map<string, Finding>();
  for (const event of run.tape.events) {
    if (event.from !== "device" || event.platform !== undefined) continue;
    const hits = scanner.scan(event.payload ?? toBytes(event.to ?? ""));
    for (const { secret, degree: found, chain, start, end } of hits) {
      for (const observer of event.observers) {
        const ranges = releases.ranges(event, observer, secret, values.get(secret)!, run.tape);
        const allowed = ranges.find((range) => range.start <= start && end <= range.end)?.allowed ?? null;
        if (allowed !== null) releases.use(allowed.name);
        const degree = allowed === null ? found : "released";
        const finding: Finding = {
          rule: `${degree}/${event.channel}`,
          ...{ secret, observer, degree, chain },
          from: event.from,
          channel: event.channel,
          to: event.to === null ? null : scanner.redact(event.to),
          atMicros: event.atMicros,
          allowed,
          source: sourceOf(event),
          origin: { kind: "run", scenario, circumstances, declared: false },
          bits: null,
          share: 1,
          how: "value",
        };
        const key = findingKey(finding);
        if (!findings.has(key)) findings.set(key, finding);
      }
    }
  }
  return withoutOtherChannels([...findings.values()]);
}

/** A value that lies open at a place is not told again under an encoding of the same message. */
function withoutOtherChannels(findings: readonly Finding[]): Finding[] {
  const open = findings.filter(({ degree }) => degree === "clear");
  const isSame = (a: Finding, b: Finding) =>
    a.secret === b.secret &&
    a.observer === b.observer &&
    a.channel === b.channel &&
    a.source?.file === b.source?.file &&
    a.source?.line === b.source?.line;
  return findings.filter((finding) => finding.degree === "clear" || !open.some((f) => isSame(f, finding)));
}

function textOf(value: Uint8Array): string {
  const end = value.indexOf(0);
  const text = toText(end < 0 ? value : value.subarray(0, end));
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "string") return parsed;
  } catch {
    // It is stored as it is.
  }
  return text;
}
