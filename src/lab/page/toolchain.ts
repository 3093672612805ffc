/** Toolchain: what `toolchain.js` leaves beside the page, since a page from a file may load nothing else. */
import { signal } from "@preact/signals";
import type { Files } from "./protocol.ts";

interface Toolchain {
  /** The compiler; only its source is of use here. */
  readonly compiler: () => void;
  /** The metered VM, base64. */
  readonly vm: string;
  /** SHA-256 of the VM before it was metered, hex. */
  readonly vmSha256: string;
  readonly files: Files;
  readonly version: string;
}

const isLoaded = signal(document.readyState === "complete");

/** Fulfilled when all is loaded that lies beside the page: the page is there before. */
export const pageLoaded = new Promise<void>((resolve) => {
  if (isLoaded.peek()) resolve();
  addEventListener("load", () => {
    isLoaded.value = true;
    resolve();
  });
});

/** True where it was not put beside the page. */
export function isToolchainMissing(): boolean {
  return isLoaded.value && toolchain() === null;
}

/** Null where it is missing, or not loaded yet. */
export function toolchain(): Toolchain | null {
  isLoaded.value;
  return (globalThis as { tightlipToolchain?: Toolchain }).tightlipToolchain ?? null;
}

/** The VM's WebAssembly module. */
export function moduleOf({ vm }: Toolchain): Uint8Array {
  return Uint8Array.from(atob(vm), (character) => character.charCodeAt(0));
}

/** A script that leaves the compiler in a global. */
export function scriptOf({ compiler }: Toolchain): string {
  return `globalThis.tightlipCompiler=${compiler.toString()}`;
}
