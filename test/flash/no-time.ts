/** Lets work that waits for timers be done at once: esptool-js sleeps, and looks for answers every millisecond. */
import { vi } from "vitest";

/** Timers that fall due within this are run together. */
const STEP_MS = 20;

export async function inNoTime<T>(work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  try {
    let isSettled = false;
    const settled = work().then(
      (value) => () => value,
      (error) => () => {
        throw error;
      },
    );
    void settled.then(() => {
      isSettled = true;
    });
    while (!isSettled) {
      await vi.advanceTimersByTimeAsync(STEP_MS);
      // Streams take their turns outside of timers.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return (await settled)();
  } finally {
    vi.useRealTimers();
  }
}
