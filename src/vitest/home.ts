/** The home that a test's appliance is in. */
import type { Pairing } from "../../sim/pairing/pairing.ts";

/** A network, and how the phone hands it over. */
export interface Network {
  /** Default: the best way that the appliance offers. */
  readonly by?: Pairing;
}

/** The home's network. Its name and passphrase are not in here: they are secrets, which the judge makes up. */
export const home: Network = Object.freeze({});
