import { afterAll, describe, expect, it } from "vitest";
import type { Image } from "../../sim/device/image.ts";
import { WorkBudget } from "../../sim/engine/budget.ts";
import type { Server } from "../../sim/net/server.ts";
import { buildImage } from "../../src/compile/build.ts";
import type { Subject } from "../../src/judge/subject.ts";
import { type CheckOptions, check } from "../../src/judge/verdict/check.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { SimulatedAppliance } from "../../src/subjects/simulated-appliance.ts";
import { Processors } from "../../src/work/processors.ts";
import { RunAhead, runThreads } from "../../src/work/run-ahead.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmwareFile } from "../firmware.ts";
import { SOAK } from "../soak.ts";

const OPTIONS: CheckOptions = {
  crypto: nodeCrypto,
  seed: 1,
  virtualMicros: 10e6,
  policy: {},
  explore: 20,
};

const threads = runThreads(loadMeteredVmModule(), () => 2);
afterAll(() => threads.close());

interface World {
  readonly servers?: Readonly<Record<string, Server>>;
  readonly units?: number;
}

function appliance(image: Image, { servers, units = Number.MAX_SAFE_INTEGER }: World = {}) {
  const workBudget = new WorkBudget(units);
  return new SimulatedAppliance(image, {
    ...{ vm: loadMeteredVmModule(), crypto: nodeCrypto, seed: 1, servers, workBudget },
  });
}

/** Verdict and coverage, with runs one after the other and with runs side by side. */
function bothWays(image: Image, world: World = {}, ahead = threads) {
  const here = appliance(image, world);
  const subject = appliance(image, world);
  const besides = new RunAhead(subject, ahead);
  return [here, besides].map((one) => [check(one, OPTIONS), one.coverage]);
}

describe("runs side by side", () => {
  it.each(["keepsake", "waits-for-token", ...(SOAK ? ["trigger", "shipped-password", "settings"] : [])])(
    "come to the same as runs one after the other: %s",
    (name) => {
      const [here, besides] = bothWays(buildImage(firmwareFile(name)).image);
      expect(besides).toEqual(here);
    },
  );

  it("are done by threads, those of a search too", () => {
    const done: string[] = [];
    class Watched extends SimulatedAppliance {
      override runApart(...args: Parameters<SimulatedAppliance["runApart"]>) {
        done.push("here");
        return super.runApart(...args);
      }

      override take(...args: Parameters<SimulatedAppliance["take"]>) {
        done.push("taken");
        return super.take(...args);
      }
    }
    const { image } = buildImage(firmwareFile("trigger"));
    const options = { vm: loadMeteredVmModule(), crypto: nodeCrypto, seed: 1 };
    check(new RunAhead(new Watched(image, options), threads), OPTIONS);
    const count = (what: string) => done.filter((one) => one === what).length;
    expect(count("taken") - count("here")).toBeGreaterThan(0);
  });

  it("end at the same place when the check has done all the work that it may", () => {
    const { image } = buildImage(firmwareFile("trigger"));
    const all = appliance(image);
    const verdict = check(all, OPTIONS);
    const needed = Number.MAX_SAFE_INTEGER - all.leftUnits;
    const shares = SOAK ? [0.1, 0.35, 0.6, 0.8, 0.85, 0.95] : [0.85];
    for (const units of [...shares.map((share) => Math.floor(share * needed)), needed - 1]) {
      const [here, besides] = bothWays(image, { units });
      expect(besides).toEqual(here);
      expect(here).not.toEqual([verdict, all.coverage]);
    }
  });

  it("stay in one thread where a server is a function, which is of that thread", () => {
    const servers = { "*": () => ({ status: 200, body: "" }) };
    const subject = appliance(buildImage(firmwareFile("fetcher")).image, { servers });
    expect(subject.plain).toBeNull();
    const [here, besides] = bothWays(buildImage(firmwareFile("fetcher")).image, { servers });
    expect(besides).toEqual(here);
  });

  it("are done by whoever needs them where a thread does not do them", async () => {
    const gone = { url: new URL("gone.mjs", import.meta.url), execArgv: [] };
    const lost = runThreads(loadMeteredVmModule(), () => 2, gone);
    const [here, besides] = bothWays(buildImage(firmwareFile("keepsake")).image, {}, lost);
    expect(besides).toEqual(here);
    await lost.close();
  });

  it("are foreseen for subjects that ask for it, and for no others", () => {
    const plain = appliance(buildImage(firmwareFile("keepsake")).image);
    const asked: string[] = [];
    const curious: Subject = {
      program: plain.program,
      run: (request) => plain.run(request),
      foresee: (requests) => void asked.push(...requests.map((request) => JSON.stringify(request))),
    };
    check(curious, OPTIONS);
    expect(asked.length).toBeGreaterThan(20);
  });
});

describe("processors", () => {
  it("are shared by the checks that are under way", async () => {
    const processors = new Processors(4);
    const other = new Processors(4, processors.buffer);
    expect(other.spare).toBe(3);
    await processors.during(async () => {
      expect(other.spare).toBe(3);
      await processors.during(async () => {
        expect(other.spare).toBe(1);
        await processors.during(async () => expect(other.spare).toBe(0));
      });
    });
    expect(other.spare).toBe(3);
    await expect(processors.during(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(other.spare).toBe(3);
  });
});
