/** The DeviceScript VM rewritten to count its work (sim/device/metering.ts), kept in the per-user cache. */

import { meter } from "../sim/device/metering.ts";
import type { VmModule } from "../sim/device/vm.ts";
import { Cache } from "./cache.ts";
import { type DeviceScriptOptions, loadVmBytes, VM_SHA256 } from "./devicescript.ts";
import { sha256 } from "./sha256.ts";

/** SHA-256 of the rewritten module, hex: changes with the VM and with what metering.ts makes of it. */
export const METERED_VM_SHA256 = "7c39715691dbf7149332da5bf1c152764354b4dd81b95f6c2c53a3a78c1afc20";

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
