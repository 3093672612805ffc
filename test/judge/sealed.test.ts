import { describe, expect, it } from "vitest";
import { buildImage } from "../../src/build/build.ts";
import { loadVmModule } from "../../src/devicescript.ts";
import { check, type Verdict } from "../../src/judge/check.ts";
import type { Policy } from "../../src/judge/policy.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmwareFile, settings } from "../firmware.ts";

const KEEPER = "devs/leakbench/f22.ts";

function judge(main: string, policy: Policy = {}, how?: string): Verdict {
  const { image } = buildImage(main);
  return check(how === undefined ? image : { ...image, settings: settings({ how }) }, {
    vm: loadVmModule(),
    crypto: nodeCrypto,
    seed: 1,
    virtualMicros: 15e6,
    policy: { secrets: ["wifi.psk"], pairs: ["different", "longer"], ...policy },
  });
}

/** `degree observer` of what shows of the passphrase and is not released. */
function leaks(verdict: Verdict): string[] {
  const open = verdict.findings.filter((f) => f.secret === "wifi.psk" && f.release === null);
  return open.map((f) => `${f.degree} ${f.observer}`).sort();
}

describe("a secret in the device library's vault", () => {
  it("is released to flash and cable by the platform, which the verdict says", () => {
    const verdict = judge(KEEPER);

    expect(verdict.word).toBe("keeps");
    const sealed = verdict.findings.filter((f) => f.release === "platform/sealed");
    expect(new Set(sealed.map((f) => f.observer))).toEqual(new Set(["cable", "flash"]));
    expect(verdict.notJudged).toEqual([]);
  });

  it("is a leak where a policy takes that release back, or allows nothing", () => {
    expect(leaks(judge(KEEPER, { without: ["platform/sealed"] }))).toEqual([
      "derived cable",
      "derived flash",
    ]);
    expect(leaks(judge(KEEPER, { profile: "strict" }))).toContain("derived flash");
  });
});

describe("sealed provisioning", () => {
  const provisioned = firmwareFile("devs/provisioned");

  it("shows nothing to anybody in the home, the phone's frames included", () => {
    const verdict = judge("devs/appliances/kettle/main.ts", {
      judge: "home",
      secrets: ["wifi.ssid", "wifi.psk"],
    });
    expect(verdict.word).toBe("keeps");
    const onTheBus = verdict.findings.filter((f) => f.observer === "bus");
    expect(new Set(onTheBus.map((f) => f.release))).toEqual(new Set(["platform/sealed"]));
  });

  it("does show where the policy takes that release back, and firmware that prints it is caught all the same", () => {
    expect(leaks(judge(provisioned, { judge: "home", without: ["platform/sealed"] }))).toContain(
      "derived bus",
    );
    expect(leaks(judge(provisioned, { judge: "home" }))).toEqual(["encoded cable"]);
  });
});

describe("what looks like the vault's", () => {
  const near = firmwareFile("devs/near-vault");

  it("is released like it when it keeps to the format", () => {
    expect(leaks(judge(near, {}, "properly"))).toEqual([]);
  });

  it("is a leak when a nonce seals two values", () => {
    expect(leaks(judge(near, {}, "one nonce"))).toEqual(["derived cable", "derived flash"]);
  });

  it("is a leak when the value is not padded with zeros", () => {
    expect(leaks(judge(near, {}, "unpadded"))).toEqual(["derived cable", "derived flash"]);
  });
});
