/** Finds what cannot be meant in a policy: names that nothing has, and releases that contradict each other. */
import { isDeepStrictEqual } from "node:util";
import { isCredentialKey } from "../../sim/device/credential.ts";
import { STEPS } from "../../sim/home/scenario.ts";
import { didYouMean } from "../closest.ts";
import { namedSecrets, type Policy, type Release, releasedSecrets } from "../judge/policy/policy.ts";
import { faultOf, isFault } from "../judge/safety/fault.ts";
import { FAULTS_ARE, faultComplaint } from "./fault-complaint.ts";

export interface Contradiction {
  /** The field to blame. */
  readonly path: readonly string[];
  /** In a sentence, with what to do about it. */
  readonly complaint: string;
}

/** Reason that a draft has where a person is to write one. */
export const UNWRITTEN = "why?";
/** Prefix of the platform's own releases. */
const PLATFORM = "platform/";
const SETTINGS = "settings.";
/** Name of a secret that is written in the source: file, line, and which of several on that line. */
const LITERAL = /^literal\.\S.*:[1-9]\d*(?:#[1-9]\d*)?$/;
const WIFI = ["wifi.ssid", "wifi.psk"];
/** Name of a secret that the device has of itself: it need not be asked for, and can be released. */
const OF_DEVICE = /^(?:device\.(?:key|code)|vault\.[0-9a-f]{10})$/;

/** The first thing that cannot be meant; null when all can. */
export function contradiction(policy: Policy): Contradiction | null {
  const releases = policy.releases ?? [];
  for (const [i, spec] of namedSecrets(policy).entries()) {
    const path = ["secrets", `${i}`];
    if (spec.setting === undefined && !isPlaced(spec.name)) {
      const hint = didYouMean(spec.name, WIFI);
      const complaint = `secret "${spec.name}" is held nowhere.${hint} Name wifi.ssid, wifi.psk, settings.<key>, literal.<file>:<line>, or say which "setting" holds it.`;
      return { path, complaint };
    }
    if (namedSecrets(policy).findIndex(({ name }) => name === spec.name) < i)
      return { path, complaint: `secret "${spec.name}" is named twice; name it once.` };
  }
  const ofSettings = ofOpenSettings(policy);
  if (ofSettings !== null) return ofSettings;
  for (const [i, { secret }] of (policy.expected?.findings ?? []).entries()) {
    const complaint = unknownSecret(policy, secret);
    if (complaint !== null) return { path: ["expected", "findings", `${i}`, "secret"], complaint };
  }
  const ofSafety = ofSafetyRules(policy);
  if (ofSafety !== null) return ofSafety;
  for (const [i, release] of releases.entries()) {
    const found = ofRelease(release, policy) ?? ofTwo(release, releases.slice(0, i));
    if (found !== null)
      return { path: ["releases", `${i}`, ...(found.field === null ? [] : [found.field])], ...found };
  }
  return null;
}

/** Faults that nobody knows, and rules without any. */
function ofSafetyRules({ safety = [] }: Policy): Contradiction | null {
  for (const [i, { actuator, of: faults }] of safety.entries()) {
    const path = ["safety", `${i}`];
    if (actuator.trim() === "")
      return { path: [...path, "actuator"], complaint: 'it names no actuator; name one such as "relay".' };
    if (faults.length === 0) return { path: [...path, "of"], complaint: `it names no fault. ${FAULTS_ARE}` };
    for (const [n, text] of faults.entries()) {
      const fault = faultOf(text);
      const at = [...path, "of", `${n}`];
      if (faults.indexOf(text) < n) return { path: at, complaint: `"${text}" is named twice; name it once.` };
      if (!isFault(fault)) return { path: at, complaint: faultComplaint(text, fault) };
    }
  }
  return null;
}

/** Settings that are called no secrets and are held to be some all the same. */
function ofOpenSettings(policy: Policy): Contradiction | null {
  const secretIn = (key: string) =>
    namedSecrets(policy).find(({ name, setting }) => (setting ?? name) === (setting ? key : SETTINGS + key));
  for (const [i, key] of (policy.public ?? []).entries()) {
    const secret = secretIn(key);
    if (secret !== undefined)
      return {
        path: ["public", `${i}`],
        complaint: `setting "${key}" is public and holds secret "${secret.name}"; take it out of one of the two.`,
      };
  }
  for (const key of Object.keys(policy.settings ?? {})) {
    const path = ["settings", key];
    const secret = secretIn(key);
    if (secret !== undefined)
      return {
        path,
        complaint: `setting "${key}" holds secret "${secret.name}", whose values are made up; give it no value.`,
      };
    if (isCredentialKey(key) && policy.public?.includes(key) !== true)
      return {
        path,
        complaint: `setting "${key}" looks like a credential, whose values are made up; give it no value, or name it in "public".`,
      };
  }
  return null;
}

interface ReleaseProblem {
  readonly field: keyof Release | null;
  readonly complaint: string;
}

function ofRelease(release: Release, policy: Policy): ReleaseProblem | null {
  const { name, why, after, until } = release;
  const secrets = releasedSecrets(release);
  if (secrets.length === 0)
    return {
      field: "secret",
      complaint: `release "${name}" names no secret, so it allows nothing; name one, or take it out.`,
    };
  for (const [i, secret] of secrets.entries()) {
    const unknown = unknownSecret(policy, secret);
    if (unknown !== null) return { field: "secret", complaint: `release "${name}": ${unknown}` };
    if (secrets.indexOf(secret) < i)
      return {
        field: "secret",
        complaint: `release "${name}" names secret "${secret}" twice; name it once.`,
      };
  }
  if (why.trim() === "" || why.trim() === UNWRITTEN)
    return {
      field: "why",
      complaint: `release "${name}" allows nothing until somebody says in "why" for what the observer needs it. Write that, or take the release out.`,
    };
  if (name.startsWith(PLATFORM))
    return {
      field: "name",
      complaint: `release "${name}" has a name of the platform's own; give it another.`,
    };
  for (const field of ["after", "until"] as const) {
    const word = release[field]?.do;
    if (word === undefined || STEPS.includes(word)) continue;
    const hint = didYouMean(word, STEPS) || ` Steps are ${STEPS.join(", ")}.`;
    return {
      field,
      complaint: `release "${name}": "${field}" names step "${word}", which there is not.${hint}`,
    };
  }
  if (after !== undefined && isDeepStrictEqual(after, until))
    return {
      field: "until",
      complaint: `release "${name}" begins after the step that ends it, so it allows nothing; name another step.`,
    };
  return null;
}

/** Problem of a release in view of those before it; null when there is none. */
function ofTwo(release: Release, earlier: readonly Release[]): ReleaseProblem | null {
  if (earlier.some(({ name }) => name === release.name))
    return {
      field: "name",
      complaint: `there are two releases with the name "${release.name}"; give one another.`,
    };
  const same = earlier.find((other) => isSameFlow(release, other));
  if (same === undefined) return null;
  const complaint = `releases "${same.name}" and "${release.name}" declare the same flow${same.why === release.why ? "" : " for different reasons"}; keep one of them.`;
  return { field: null, complaint };
}

/** They locate the same bytes at the same time, or one of them does so at all times. */
function isSameFlow(a: Release, b: Release): boolean {
  const shared = releasedSecrets(a).some((secret) => releasedSecrets(b).includes(secret));
  const bytes = ({ observer, channel, to, field, computes, sealedUnder }: Release) => [
    ...[observer, channel, to, field],
    computes,
    sealedUnder,
  ];
  const times = ({ after, until }: Release) => [after, until];
  const always = (release: Release) => isDeepStrictEqual(times(release), [undefined, undefined]);
  return (
    shared &&
    isDeepStrictEqual(bytes(a), bytes(b)) &&
    (always(a) || always(b) || isDeepStrictEqual(times(a), times(b)))
  );
}

function unknownSecret(policy: Policy, secret: string): string | null {
  const named = namedSecrets(policy).map(({ name }) => name);
  if (isPlaced(secret) || OF_DEVICE.test(secret) || named.includes(secret)) return null;
  const hint = didYouMean(secret, [...WIFI, ...named]);
  return `there is no secret "${secret}".${hint} Add it to "secrets", with the "setting" that holds it.`;
}

/** Its name alone says where it is held. */
function isPlaced(secret: string): boolean {
  return (
    WIFI.includes(secret) || (secret.startsWith(SETTINGS) && secret !== SETTINGS) || LITERAL.test(secret)
  );
}
