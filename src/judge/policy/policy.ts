/**
 * A Policy says what a firmware may do with its credentials, and for lessons and benches what is expected of
 * it. It lives beside the firmware: `main.policy.ts`, or as data `main.policy.yaml` or `.json`, for `main.ts`.
 */

import type { ScenarioData, Step } from "../../../sim/home/scenario.ts";
import type { Server } from "../../../sim/net/server.ts";
import {
  type Channel,
  type Observer,
  type PlatformMechanism,
  platformReleaseOf,
} from "../../../sim/tape/tape.ts";
import type { SafetyRule } from "../safety/safety-rule.ts";
import type { Degree } from "./degree.ts";
import type { PairKind, SecretKind } from "./secret.ts";

export type VerdictWord = "keeps" | "leaks" | "unknown";

/** Reason that allows a flow: a need of the platform, or a release that the policy declares. */
export interface Allowed {
  readonly by: "platform" | "policy";
  /** Of the release. */
  readonly name: string;
}

/** A finding that a lesson or a bench must have. */
export interface ExpectedFinding {
  readonly secret: string;
  readonly observer: Observer;
  readonly degree: Exclude<Degree, "released">;
  /** Bits that the observer learns, where they are known by construction. */
  readonly bits?: number;
}

/** Verdict and findings that a lesson or a bench must have. */
export interface Expected {
  readonly verdict: VerdictWord;
  /** All findings that are not released. The line of each carries a comment `leak: <secret>, …`. */
  readonly findings?: readonly ExpectedFinding[];
}

/** A secret that is not one by default, or that is made differently. */
export interface SecretSpec {
  readonly name: string;
  /** The setting that holds it; default for `settings.<key>`: the key. */
  readonly setting?: string;
  readonly kind?: SecretKind;
  /** Judged where the firmware uses it; by default a firmware that does not use it is unknown. */
  readonly optional?: boolean;
}

/**
 * A declared flow: this observer may learn this secret, there and in this way, for this reason. It locates the
 * bytes, or says how they are computed; whatever else differs is still a leak.
 */
export interface Release {
  readonly name: string;
  /** One name, or a list of several. */
  readonly secret: string | readonly string[];
  readonly observer: Observer;
  /** Reason, for those who read the report; neither empty nor `why?`. */
  readonly why: string;
  readonly channel: Channel;
  /** The other side: `cloud.example.com`, with or without port, or a service's name. Default: any. */
  readonly to?: string;
  /** A member of a JSON body, a form field or a header, by name. Default: the whole content. */
  readonly field?: string;
  /** The bytes that are released: computed from the value of each secret and what the device received before. */
  readonly computes?: (value: string, received: readonly Uint8Array[]) => readonly (string | Uint8Array)[];
  /**
   * A key of 64 hexadecimal digits: what is released are blobs of AES-256-CCM (13 bytes of nonce, ciphertext, 16 bytes
   * of tag) that it opens, as long as no nonce seals two contents.
   */
  readonly sealedUnder?: string;
  /** Only after the first step of the scenario like this one, such as the press of a consent button. */
  readonly after?: Partial<Step>;
  /** Only before the first step like this one, such as the withdrawal of consent. */
  readonly until?: Partial<Step>;
}

export interface Policy {
  /** Secrets that must be exercised; without this, those that the firmware uses are judged. */
  readonly secrets?: readonly (string | SecretSpec)[];
  /** Keys of settings that are no secrets although they look like credentials. */
  readonly public?: readonly string[];
  /** Values of settings that are no secrets, by key; where none is given, a plausible one is tried. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Duration of each run, virtual time, such as `60s` or `5m`; at least that of the scenario. */
  readonly for?: string;
  /** Share of the branch outcomes in the project's own code that must run for `keeps`, such as `90%`. */
  readonly require?: string;
  /** Scenarios of the runs; default: the owner sets the device up and does nothing more. */
  readonly scenarios?: readonly ScenarioData[];
  /** Declared flows. */
  readonly releases?: readonly Release[];
  /** Actuators that are off soon after something goes wrong. */
  readonly safety?: readonly SafetyRule[];
  /** Platform releases that do not apply. */
  readonly without?: readonly PlatformMechanism[];
  /** `strict` drops every platform release except `platform/air`. */
  readonly profile?: "strict";
  /** `home` considers what the phone sends too. */
  readonly judge?: "device" | "home";
  /** The board's WiFi service logs names of networks, as the stock one does. */
  readonly stockWifiLog?: boolean;
  /** Servers by host, each a function or a table; `*` answers for all others. */
  readonly servers?: Readonly<Record<string, Server>>;
  /** Pairs of values that twin runs differ in. Default: different, longer, one bit. */
  readonly pairs?: readonly PairKind[];
  /** The board that the firmware is for, such as `esp32c3_bare`. */
  readonly board?: string;
  /** Expected verdict and findings, for lessons and benches. */
  readonly expected?: Expected;
}

/** Names of the secrets that a release speaks of. */
export function releasedSecrets({ secret }: Pick<Release, "secret">): readonly string[] {
  return typeof secret === "string" ? [secret] : secret;
}

/** Gives a policy file its types. */
export function definePolicy(policy: Policy): Policy {
  return policy;
}

export const DEFAULT_PAIRS: readonly PairKind[] = ["different", "longer", "one bit"];

/** Names of the secrets that a policy speaks of. */
export function namedSecrets(policy: Policy): SecretSpec[] {
  return (policy.secrets ?? []).map((secret) => (typeof secret === "string" ? { name: secret } : secret));
}

/** The platform release that covers `secret` reaching `observer` by `mechanism`; null when none does. */
export function platformRelease(
  policy: Policy,
  mechanism: PlatformMechanism | undefined,
  secret: string,
  observer: Observer,
): Allowed | null {
  if (mechanism === undefined) return null;
  const { partOf, isStrict, observers, secrets } = platformReleaseOf(mechanism);
  const name = partOf ?? mechanism;
  if (policy.profile === "strict" && isStrict !== true) return null;
  if (policy.without?.some((dropped) => dropped === name) === true) return null;
  const covers = observers.includes(observer) && (secrets === null || secrets.includes(secret));
  return covers ? { by: "platform", name } : null;
}
