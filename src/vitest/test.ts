/** Vitest's `test` with what tests of appliances need as fixtures. */
import { test as base } from "vitest";
import { appliance } from "./appliance.ts";
import { home } from "./home.ts";

/** `test("…", async ({ appliance, home }) => { … })`. */
export const test = base.extend<{ appliance: typeof appliance; home: typeof home }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures a fixture needs from its first parameter.
  appliance: async ({}, use) => use(appliance),
  home,
});
