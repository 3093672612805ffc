import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import policy from "../../devs/appliances/air-conditioner/main.policy.ts";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

const KEY = "5d41402abc4b2a76b9719d911017c592";

function conditioner(story: ScenarioData): Life {
  const { servers } = policy;
  const settings = { device_key: KEY };
  return play("devs/appliances/air-conditioner/main.ts", { scenario: story, home: HOME, settings, servers });
}

/** States that the compressor was switched to, one after the other: true for on. */
const switched = (life: Life) => life.seenBy("bystander").map((e) => e.payload![0] !== 0);
const sent = (life: Life) =>
  life
    .seenBy("endpoint", "http")
    .filter((e) => e.from === "device" && e.payload![0] === 0x7b)
    .map((e) => JSON.parse(toLatin1(e.payload!)));

describe("the air conditioner", () => {
  const start = scenario("at home").provision().wait("20s");

  it("cools to the target that the cloud gives, and less at night", () => {
    const hot = start.set("temperature", 29).wait("5m");
    expect(switched(conditioner(hot.set("temperature", 17).wait("5m")))).toEqual([true, false]);
    const night = start.set("realTimeClock", [2026, 1, 5, 1, 23, 30, 0]).set("temperature", 23).wait("5m");
    expect(switched(conditioner(night))).toEqual([]);
    expect(switched(conditioner(start.set("temperature", 23).wait("5m")))).toEqual([true]);
  });

  it("stops at a restart or without its thermometer, and pauses before it cools again", () => {
    const cooling = start.set("temperature", 29).wait("5m");
    const restarted = conditioner(cooling.reset().wait("10m"));
    expect(switched(restarted)).toEqual([true, false, true]);
    const [, off, on] = restarted.seenBy("bystander").map((e) => e.atMicros / 1e6);
    expect(off).toBeLessThan(325);
    expect(on - off).toBeGreaterThan(175);
    expect(switched(conditioner(cooling.unplug("temperature").wait("1m")))).toEqual([true, false]);
  });

  it("answers each nonce of the cloud with its HMAC, and tells its key to nobody", () => {
    const life = conditioner(start.wait("31m"));

    const proofs = ["n1", "n2", "n3"].map((nonce) => createHmac("sha256", KEY).update(nonce).digest("hex"));
    expect(sent(life).map((body) => body.proof)).toEqual(["", ...proofs]);
    for (const channel of ["http", "log", "tls"] as const)
      for (const event of life.events.filter((e) => e.channel === channel))
        expect(toLatin1(event.payload ?? new Uint8Array())).not.toContain(KEY);
    expect(life.log.join("\n")).toContain("an update is waiting: 2.1.4");
  });

  it("keeps target and key over a power cut", () => {
    const life = conditioner(start.cutPower().wait("30s"));

    expect(sent(life).length).toBeGreaterThan(3);
    expect(toLatin1(life.world.device.flash)).toContain("target");
  });

  it("cools on without the cloud", () => {
    const offline = scenario("offline")
      .trouble("*", "no-address")
      .provision()
      .wait("20s")
      .set("temperature", 29);

    expect(switched(conditioner(offline.wait("5m"))).at(-1)).toBe(true);
  });

  it("forgets key and home when its button is held", () => {
    const life = conditioner(start.press("button", "6s").wait("30s").handOver());
    const flash = life
      .seenBy("flash")
      .map((e) => toLatin1(e.payload!))
      .join();

    for (const gone of [KEY, HOME.psk, HOME.ssid]) expect(flash).not.toContain(gone);
  });
});
