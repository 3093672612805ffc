import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { firmware } from "../firmware.ts";
import { judged } from "../judge/judged.ts";
import { SOAK } from "../soak.ts";
import { lines, looksLikeStackTrace, type Outcome, tightlip } from "./cli.ts";

/** Firmware that would keep any machine busy, and why it is stopped. */
const STOPPED: Readonly<Record<string, RegExp>> = {
  panics: /^the firmware crashed at test\/firmware\/panics\.ts:\d+: unhandled exception \(panic 60005\)/,
  spins: /^the firmware crashed at test\/firmware\/spins\.ts:\d+: loops without ever waiting/,
  "spins-politely": /^the device computes without end/,
  allocates: /^the firmware crashed at test\/firmware\/allocates\.ts:\d+: out of memory/,
  resets: /^the device resets in a loop/,
  "floods-log": /^the device computes too much/,
  "floods-network": /^the (firmware crashed|device sends without end)/,
};
const FILES = Object.keys(STOPPED).map((name) => `test/firmware/${name}.ts`);

describe("firmware that never comes to rest", () => {
  let outcome: Outcome;
  // biome-ignore lint/suspicious/noExplicitAny: json.test.ts is about the report's shape.
  let appliances: any[];
  beforeAll(async () => {
    outcome = await tightlip(["check", "--no-cache", ...FILES, "--json"]);
    appliances = JSON.parse(outcome.stdout).appliances;
  }, 360_000);

  it("gets no verdict, and the command says so by its exit code", () => {
    expect(outcome.code).toBe(4);
    expect(appliances.map((appliance) => appliance.verdict)).toEqual(FILES.map(() => "unknown"));
  });

  it.each(Object.entries(STOPPED))("is told what ended it: %s", (name, reason) => {
    const appliance = appliances.find(({ main }) => main === `test/firmware/${name}.ts`);
    expect(appliance.reason).toMatch(reason);
  });

  it("is reported in a line each, without a stack trace", () => {
    expect(looksLikeStackTrace(outcome.stderr)).toBe(false);
    const told = lines(outcome.stderr).filter((line) => !line.startsWith("    note: "));
    expect(told).toEqual([
      ...Object.entries(STOPPED).map(([name]) => expect.stringMatching(`^\\? firmware/${name} unknown: the`)),
      `${FILES.length} × unknown`,
    ]);
  });
});

describe("a run of firmware that crashes", () => {
  it("shows what happened, says where it crashed and ends with the code for no verdict", async () => {
    const { code, stdout, stderr } = await tightlip(["run", "test/firmware/panics.ts", "--for", "3s"]);
    expect(code).toBe(4);
    expect(stdout).toContain("panic code: 60005");
    expect(lines(stderr)).toEqual([
      expect.stringMatching(
        /^✖ test\/firmware\/panics\.ts: the firmware crashed at test\/firmware\/panics\.ts:\d+/,
      ),
    ]);
  });
});

describe("bytecode that was damaged", () => {
  /** Bytes from one damaged place to the next; the suite tries a sample of all places. */
  const STEP = 37;
  const SAMPLE = 8;

  it("is refused, or runs to a verdict; it takes nothing down", () => {
    const image = firmware("quiet");
    const options = {
      vm: loadMeteredVmModule(),
      virtualMicros: 2e6,
      policy: {},
    };
    const outcomes = new Set<string>();
    const random = Random.stream(1, "damaged");
    const places = SOAK
      ? Array.from({ length: Math.ceil(image.bytecode.length / STEP) }, (_, i) => i * STEP)
      : Array.from({ length: SAMPLE }, () => random.below(image.bytecode.length));
    for (const at of places) {
      const bytecode = image.bytecode.slice();
      bytecode[at] ^= 0x55;
      try {
        outcomes.add(judged({ ...image, bytecode }, options).word);
      } catch (error) {
        expect((error as Error).message).toMatch(/^the DeviceScript VM refuses this bytecode/);
        outcomes.add("refused");
      }
    }
    expect(outcomes).toContain("refused");
  });
});
