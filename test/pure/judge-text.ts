/** Judges a firmware from text to text, with what a bare JavaScript engine has: the entry of the bundle in pure.test.ts. */

import type { Identity } from "../../sim/device/identity.ts";
import type { Image } from "../../sim/device/image.ts";
import { fromHex, toHex } from "../../sim/tape/bytes.ts";
import type { Policy } from "../../src/judge/policy/policy.ts";
import { check } from "../../src/judge/verdict/check.ts";
import { pureCrypto } from "../../src/pure-crypto.ts";
import { SimulatedAppliance } from "../../src/subjects/simulated-appliance.ts";

export interface Case {
  /** The metered VM, and the hash of the VM that it was made of. */
  readonly vmBytes: Uint8Array;
  readonly vmSha256: string;
  readonly image: Image;
  readonly identity: Identity | undefined;
  readonly policy: Policy;
  readonly seed: number;
  readonly virtualMicros: number;
}

const BYTES = "$bytes";

export function textOf(given: Case): string {
  return JSON.stringify(given, function (this: Record<string, unknown>, key, value) {
    // Node's Buffer has become an object of its own kind by now.
    const original = this[key];
    return original instanceof Uint8Array ? { [BYTES]: toHex(original) } : value;
  });
}

/** Returns the verdict as JSON. */
export function judge(text: string): string {
  const { vmBytes, vmSha256, image, identity, policy, seed, virtualMicros }: Case = JSON.parse(
    text,
    (_, value) => (typeof value?.[BYTES] === "string" ? fromHex(value[BYTES]) : value),
  );
  const module = new WebAssembly.Module(vmBytes as BufferSource);
  const vm = { module, sha256: vmSha256, metered: true };
  const appliance = new SimulatedAppliance(image, { vm, crypto: pureCrypto, seed, identity });
  return JSON.stringify(check(appliance, { crypto: pureCrypto, policy, seed, virtualMicros }));
}
