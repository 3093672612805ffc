/** An access point in reach of the device. */
import { Random } from "../engine/random.ts";
import type { Credentials, Security } from "./wpa.ts";

export interface AccessPointOptions extends Credentials {
  /** Default: `open` without a passphrase, else `wpa2`. */
  readonly security?: Security;
  /** Default -54, a room away. */
  readonly signalDbm?: number;
}

export interface AccessPoint extends Credentials {
  readonly security: Security;
  /** Strength with which it reaches the device. */
  signalDbm: number;
  /** Its address, six bytes. */
  readonly bssid: Uint8Array;
  /** Switched on and in reach. */
  up: boolean;
}

export function accessPoint(options: AccessPointOptions, seed: number, index: number): AccessPoint {
  return {
    ssid: options.ssid,
    psk: options.psk,
    security: options.security ?? (options.psk === "" ? "open" : "wpa2"),
    signalDbm: options.signalDbm ?? -54,
    bssid: Uint8Array.of(0x50, 0xc7, 0xbf, ...Random.stream(seed, `access point/${index}`).bytes(3)),
    up: true,
  };
}
