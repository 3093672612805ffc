/**
 * Addresses in the memory of the one VM build that can be looked into: DeviceScript 2.16.4.
 *
 * The offsets were found by experiment and checked against the runtime's `devs_internal.h`. They hold for this build
 * only, metered or not. All pointers and words are little-endian.
 */

/** SHA-256 of the VM build that the offsets belong to. */
const KNOWN_VM = "a56742b09dd4bfe278815676ac94231ed4f8995cee6260818f5d758d8ab6ee1d";

/** False for any other build: then nothing is read, rather than something guessed. */
export function isKnownVm(vm: { readonly sha256: string }): boolean {
  return vm.sha256 === KNOWN_VM;
}

/** Offsets in bytes from the start of `devs_ctx_t`. */
export const CONTEXT = {
  globals: 0,
  /** Where the instruction with the last operand began, u16, relative to the image. */
  instruction: 64,
  /** Depth of the value stack, u8. */
  stackDepth: 66,
  /** Values that a native was called with, u8: `this` and the arguments. */
  callValues: 67,
  /** The number that follows the opcode, u32. */
  operand: 80,
  /** The value stack; a native finds `this` first, then its arguments. */
  stack: 88,
  image: 228,
  currentActivation: 232,
  currentFiber: 236,
  fibers: 240,
  roles: 244,
  nowMs: 256,
  gc: 288,
  programHash: 342,
};

/** In `devs_activation_t`. The program counter is a return address, relative to the image. */
export const ACTIVATION = { pc: 4, caller: 12, locals: 24 };

/** In `devs_fiber_t`. */
export const FIBER = { next: 0, role: 18, command: 20, wakeMs: 24, returned: 32, activation: 40 };

/** In `devs_role_t`, then in `jd_role_t` (jd_client.h). */
export const ROLE = { native: 8, serviceClass: 8 };

/** Where sections of an image begin, as offsets from its start. */
export const IMAGE = { functions: 32, ascii: 64, utf8: 72, strings: 88 };

/** `devs_vm_op_handlers`: the index in the function table of each opcode's handler, u32. */
export const OP_HANDLERS = 18_912;

/** Pointers to the texts of strings that the runtime itself knows, by number. */
export const BUILTIN_STRINGS = 17_904;
export const BUILTIN_STRING_COUNT = 226;

/** Bytes of a value. */
export const VALUE_BYTES = 8;
