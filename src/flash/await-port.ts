/** Waits for a port that went away to come back. */
import { setTimeout as sleep } from "node:timers/promises";
import { isNetworkPort } from "./network-port.ts";
import { listPorts } from "./serial-port.ts";

/** Longest wait, and time between looks. */
const WAIT_MS = 30_000;
const LOOK_MS = 500;
/** Between tries to open a port of another computer. */
const RETRY_MS = 1_500;

export interface AwaitPortOptions {
  readonly warn: (message: string) => void;
  /** Aborted, it ends the wait. */
  readonly signal: AbortSignal;
}

/**
 * Resolves to true when the port may be back, and to false to give up. `name`: as the user named it; undefined for
 * the one port that can be meant. Emulated chips never come back by themselves.
 */
export async function awaitPort(
  name: string | undefined,
  { warn, signal }: AwaitPortOptions,
): Promise<boolean> {
  if (name?.startsWith("sim:")) return false;
  if (name !== undefined && isNetworkPort(name)) {
    // Only opening it tells whether it is back.
    await pause(RETRY_MS, signal);
    return true;
  }
  warn("The port went away. Plug the board in again; flashing goes on where it was.");
  for (let waitedMillis = 0; waitedMillis < WAIT_MS && !signal.aborted; waitedMillis += LOOK_MS) {
    await pause(LOOK_MS, signal);
    const ports = await listPorts();
    const isBack =
      name === undefined
        ? ports.some(({ bridge }) => bridge !== null)
        : ports.some(({ path }) => path === name);
    if (isBack) return true;
  }
  return false;
}

/** Ends early when the signal is aborted. */
async function pause(millis: number, signal: AbortSignal): Promise<void> {
  await sleep(millis, undefined, { signal }).catch(() => {});
}
