/** The DeviceScript VM rewritten to count its work (sim/device/metering.ts), kept in the per-user cache. */

import { meter } from "../sim/device/metering.ts";
import type { VmModule } from "../sim/device/vm.ts";
import { Cache } from "./cache.ts";
import { type DeviceScriptOptions, loadVmBytes, VM_SHA256 } from "./devicescript.ts";
import { sha256 } from "./sha256.ts";

/** SHA-256 of the rewritten module, hex: changes with the VM and with what metering.ts makes of it. */
export const METERED_VM_SHA256 = "c662d066700b4dc487f7de9f837e41d08262a8a56d60b3e62d93db9dca3a9b6e";

let vmModule: VmModule | undefined;

/** The metered VM, compiled once a process. */
export function loadMeteredVmModule(options: DeviceScriptOptions = {}): VmModule {
  vmModule ??= {
    module: new WebAssembly.Module(loadMeteredVmBytes(options) as BufferSource),
    sha256: VM_SHA256,
    metered: true,
  };
  return vmModule;
}

/** Takes the VM that another thread has compiled. */
export function shareMeteredVmModule(compiled: VmModule): void {
  vmModule = compiled;
}

export function loadMeteredVmBytes(options: DeviceScriptOptions = {}): Uint8Array {
  const { warn, cache = new Cache(warn) } = options;
  const name = `vm-metered-${METERED_VM_SHA256.slice(0, 16)}.wasm`;
  const cached = cache.getPinned(name, METERED_VM_SHA256);
  if (cached) return cached;
  const bytes = meter(loadVmBytes(options));
  if (sha256(bytes) !== METERED_VM_SHA256) throw new Error("the VM was metered otherwise than expected");
  cache.putPinned(name, bytes);
  return bytes;
}
