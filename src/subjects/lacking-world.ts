/** Parts of a real board or home that the simulated world lacks, as reasons for which a firmware crashed. */
import type { DebugInfo } from "../../sim/device/image.ts";
import { NO_NETWORK } from "../../sim/net/network.ts";
import { isLibraryFile } from "../../sim/tape/position.ts";
import type { Lack } from "../judge/subject.ts";

/** Pins are members of what such a module exports, which has none of them here. */
const PINS = /["']@dsboard\/\w+["']|["']@devicescript\/gpio["']/;

/** Words of `gpio(7)` of DeviceScript's core, whose table of pins is empty here. */
const NO_PIN = /\bpin \d+ not exposed; available: /;

/** `exception`: what nothing caught, as `Error: text`. Null where nothing is known to be lacking. */
export function lackOf(exception: string | null, { sources }: Pick<DebugInfo, "sources">): Lack | null {
  if (exception === null) return null;
  if (exception.endsWith(NO_NETWORK)) return "network";
  if (NO_PIN.test(exception)) return "pins";
  const usesPins = sources.some(({ path, text = "" }) => !isLibraryFile(path) && PINS.test(text));
  return exception.startsWith("TypeError") && usesPins ? "pins" : null;
}
