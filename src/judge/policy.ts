/**
 * A Policy says what a firmware may do with its credentials, and for lessons and benches what is expected of
 * it. It lives beside the firmware: `main.policy.ts` for `main.ts`.
 */
import type { Observer, PlatformMechanism } from "../../sim/tape.ts";

export type Degree = "clear" | "encoded" | "derived" | "implicit" | "released";
export type VerdictWord = "keeps" | "leaks" | "unknown";

export interface ExpectedFinding {
  readonly secret: string;
  readonly observer: Observer;
  readonly degree: Exclude<Degree, "released">;
}

export interface Expected {
  readonly verdict: VerdictWord;
  /** All findings that are not released. The line of each carries a comment `leak: <secret>, …`. */
  readonly findings?: readonly ExpectedFinding[];
}

export interface Policy {
  /** Secrets that must be exercised, by name; without this, those that the firmware uses are judged. */
  readonly secrets?: readonly string[];
  /** How long each run lasts in virtual time, such as `60s` or `5m`. */
  readonly for?: string;
  /** Platform releases that do not apply. */
  readonly without?: readonly PlatformMechanism[];
  /** `strict` drops every platform release except `platform/air`. */
  readonly profile?: "strict";
  readonly expected?: Expected;
}

/** Gives a policy file its types. */
export function definePolicy(policy: Policy): Policy {
  return policy;
}

/** A platform release of design.md: who may learn what by which mechanism. */
interface PlatformRelease {
  readonly observer: Observer;
  /** Names of secrets, or null for any. */
  readonly secrets: readonly string[] | null;
}

const WIFI = ["wifi.ssid", "wifi.psk"];

const PLATFORM_RELEASES: Readonly<Record<PlatformMechanism, PlatformRelease>> = {
  "platform/join": { observer: "cable", secrets: WIFI },
  "platform/wifi-status": { observer: "cable", secrets: ["wifi.ssid"] },
  "platform/store": { observer: "flash", secrets: null },
  "platform/settings-read": { observer: "cable", secrets: null },
  "platform/air": { observer: "air", secrets: WIFI },
};

/** Name of the release that covers `secret` reaching `observer` by `mechanism`; null when none does. */
export function platformRelease(
  policy: Policy,
  mechanism: PlatformMechanism | undefined,
  secret: string,
  observer: Observer,
): string | null {
  if (mechanism === undefined) return null;
  const name = mechanism === "platform/wifi-status" ? "platform/join" : mechanism;
  if (policy.profile === "strict" && name !== "platform/air") return null;
  if (policy.without?.includes(name) === true) return null;
  const release = PLATFORM_RELEASES[mechanism];
  const covers =
    release.observer === observer && (release.secrets === null || release.secrets.includes(secret));
  return covers ? name : null;
}
