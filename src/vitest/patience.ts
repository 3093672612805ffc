/** How long a test of an appliance may take: building and judging it takes more than vitest allows by default. */
import { vi } from "vitest";

const TEST_MILLIS = 60_000;

/** Gives the tests of this file at least a minute; a limit of a test's own still counts. */
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
