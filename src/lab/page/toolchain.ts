/** Toolchain: what `toolchain.js` leaves beside the page, since a page from a file may load nothing else. */
import type { Files } from "./protocol.ts";

interface Toolchain {
  /** Source of the compiler. */
  readonly compiler: string;
  /** The metered VM, base64. */
  readonly vm: string;
  /** SHA-256 of the VM before it was metered, hex. */
  readonly vmSha256: string;
  readonly files: Files;
  readonly version: string;
}

/** Null where it was not put beside the page. */
export function toolchain(): Toolchain | null {
  return (globalThis as { tightlipToolchain?: Toolchain }).tightlipToolchain ?? null;
}

/** The VM's WebAssembly module. */
export function moduleOf({ vm }: Toolchain): Uint8Array {
  return Uint8Array.from(atob(vm), (character) => character.charCodeAt(0));
}
