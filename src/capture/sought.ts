/** Sought values of a list of secrets, with what finds them: made once, however many recordings are searched for them. */
import type { Credentials, WorldCrypto } from "../../sim/radio/wpa.ts";
import { Fragments } from "../judge/search/fragments.ts";
import type { Wanted } from "../judge/search/hit.ts";
import { withDerived } from "../judge/search/known-derivation.ts";
import { Scanner } from "../judge/search/scan.ts";
import { type KnownSecret, wantedOf } from "./known-secret.ts";

/** Networks whose keys are computed. */
const MAX_NETWORKS = 64;

export interface Sought {
  /** The secrets, and what is known to be computed from them. */
  readonly wanted: readonly Wanted[];
  readonly scanner: Scanner;
  readonly fragments: Fragments;
  /** Names of the secrets that a value was computed from, by what it is called. */
  readonly computed: ReadonlyMap<string, readonly string[]>;
  /** Networks whose name and passphrase are both among the secrets. */
  readonly networks: readonly Credentials[];
}

const known = new WeakMap<readonly KnownSecret[], Sought>();

/** Lists are not changed once they are searched for. */
export function soughtOf(secrets: readonly KnownSecret[], crypto: WorldCrypto): Sought {
  const sought = known.get(secrets) ?? newSought(secrets, crypto);
  known.set(secrets, sought);
  return sought;
}

function newSought(secrets: readonly KnownSecret[], crypto: WorldCrypto): Sought {
  const valuesOf = (name: string) =>
    secrets.filter((one) => one.name === name).flatMap(({ values }) => values);
  const networks = valuesOf("wifi.ssid")
    .flatMap((ssid) => valuesOf("wifi.psk").map((psk) => ({ ssid, psk })))
    .slice(0, MAX_NETWORKS);
  const wanted = withDerived(wantedOf(secrets), crypto);
  const computed = new Map(
    wanted.flatMap(({ name, derived }) => (derived === undefined ? [] : [[name, derived.from] as const])),
  );
  return {
    ...{ wanted, scanner: new Scanner(wanted), fragments: new Fragments(wantedOf(secrets)) },
    ...{ computed, networks },
  };
}
