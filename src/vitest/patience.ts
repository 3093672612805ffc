/** Gives tests of appliances the time that they take, where no plugin does. */
import { vi } from "vitest";
import { TEST_MILLIS } from "./test-time.ts";

/** At least a minute for each test of this file; a limit of a test's own still counts. */
export function bePatient(): void {
  const worker = globalThis as {
    __vitest_worker__?: { config?: { testTimeout?: number; hookTimeout?: number } };
  };
  const { testTimeout = 1, hookTimeout = 1 } = worker.__vitest_worker__?.config ?? {};
  vi.setConfig({ testTimeout: longer(testTimeout), hookTimeout: longer(hookTimeout) });
}

/** To vitest, zero is no limit. */
function longer(millis: number): number {
  return millis === 0 ? 0 : Math.max(millis, TEST_MILLIS);
}
