/** Panic codes of DeviceScript's runtime (`devicescript.h`, DeviceScript 2.16). */

/** Code for an exception that nothing catches. */
export const PANIC_EXCEPTION = 60005;

const NAMES: Readonly<Record<number, string>> = {
  60000: "reboot requested",
  60001: "loops without ever waiting",
  60002: "internal error",
  60003: "runtime failure",
  60004: "out of memory",
  [PANIC_EXCEPTION]: "unhandled exception",
  60006: "stack overflow",
};

/** Words for a panic code. */
export function panicName(code: number): string {
  return NAMES[code] ?? "panic";
}
