/**
 * The entry `tightlip/vitest`: appliances in tests. Importing it adds the matchers to vitest's `expect`, keeps
 * secrets out of its snapshots, and gives the file's tests a minute each.
 *
 * ```ts
 * test("keeps the home's credentials", async () => {
 *   const kettle = await appliance("src/main.ts");
 *   await kettle.provision(home);
 *   await kettle.wait("30s");
 *   expect(kettle).toKeepSecrets();
 * });
 * ```
 */
import { expect } from "vitest";
import { matchers, type TightlipMatchers } from "./matchers.ts";
import { bePatient } from "./patience.ts";
import { snapshotSerializer } from "./snapshot-serializer.ts";

expect.extend(matchers);
expect.addSnapshotSerializer(snapshotSerializer);
bePatient();

declare global {
  namespace Chai {
    // Vitest's own Matchers has other type parameters in vitest 4 than in 5, and both build on this one, which has none.
    interface Assertion extends TightlipMatchers {}
  }
}

export { type ApplianceOptions, appliance } from "./appliance.ts";
export type { AfterFault } from "./being-off.ts";
export { home, type Network } from "./home.ts";
export type { Share, TightlipMatchers, Way } from "./matchers.ts";
export type { SeenEvent } from "./seen-event.ts";
export type { SeenTape } from "./seen-tape.ts";
export { test } from "./test.ts";
export type { TestedAppliance } from "./tested-appliance.ts";
