/** Keys that a person holds down: when they are still held, and when they are let go. */
import type { Memory, Service } from "./behaviour.ts";

/** Long enough to be told from a bounce, short enough not to be a hold. */
const PRESS_MICROS = 120_000;
/** Keys say that they are held after this time, and again each time it has passed (jacdac-c, button.c). */
export const HOLD_MICROS = 500_000;

/** The memory of a service with keys: since when each key is held. */
export const NO_KEYS_HELD: Memory = { held: {} };

export interface KeyHandlers {
  readonly stillHeld?: (server: Service, key: number, heldMicros: number) => void;
  readonly released?: (server: Service, key: number, heldMicros: number) => void;
}

/** False when the key is down already. `forMicros` null: until {@link releaseKey}. */
export function holdKey(
  server: Service,
  key: number,
  forMicros: number | null | undefined = PRESS_MICROS,
): boolean {
  const held = heldKeys(server);
  if (held[key] !== undefined) return false;
  const since = server.nowMicros;
  held[key] = since;
  if (forMicros !== null) server.later(forMicros, { what: "release", key, since });
  server.later(HOLD_MICROS, { what: "still held", key, since });
  return true;
}

/** Microseconds for which the key was held; null when it was not. */
export function releaseKey(server: Service, key: number): number | null {
  const held = heldKeys(server);
  const since = held[key];
  delete held[key];
  return since === undefined ? null : server.nowMicros - since;
}

export function isHeld(server: Service, key: number): boolean {
  return heldKeys(server)[key] !== undefined;
}

/** For a behaviour's `due`. */
export function keyDue(handlers: KeyHandlers): (server: Service, message: Readonly<Memory>) => void {
  return (server, message) => {
    const { what, key, since } = message as { what: string; key: number; since: number };
    if (heldKeys(server)[key] !== since) return;
    if (what === "release") {
      handlers.released?.(server, key, releaseKey(server, key)!);
    } else {
      handlers.stillHeld?.(server, key, server.nowMicros - since);
      server.later(HOLD_MICROS, { what: "still held", key, since });
    }
  };
}

export function millis(micros: number): number {
  return Math.round(micros / 1000);
}

function heldKeys(server: Service): Record<number, number | undefined> {
  return server.memory.held as Record<number, number | undefined>;
}
