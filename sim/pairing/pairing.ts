/** The ways in which a home's WiFi credentials get to an appliance, as they are met in the field. */

export const PAIRINGS = ["cloud", "softap", "serial", "broadcast", "bus", "sealed"] as const;

/**
 * - `cloud`: the phone's app tells the maker's cloud, and hands them over on the bus as well;
 * - `softap`: the phone joins an open network of the appliance's and posts them to a web page there;
 * - `serial`: a computer writes them to the appliance's serial port;
 * - `broadcast`: the phone sends packets whose lengths say them, to nobody in particular;
 * - `bus`: another device on the bus, which knows them, hands them over;
 * - `sealed`: the phone hands them over sealed under the code that is printed on the appliance.
 */
export type Pairing = (typeof PAIRINGS)[number];

/** Those that native code on the board has to serve, as DeviceScript cannot: services/pairing-ways.md. */
export const NATIVE_WAYS = ["softap", "serial", "broadcast"] as const;
export type NativeWay = (typeof NATIVE_WAYS)[number];

export function isNativeWay(pairing: Pairing): pairing is NativeWay {
  return (NATIVE_WAYS as readonly Pairing[]).includes(pairing);
}
