import { describe, expect, it } from "vitest";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

function kettle(story: ScenarioData): Life {
  return play("devs/appliances/kettle/main.ts", { scenario: story, home: HOME });
}

/** Times at which the heater was switched, in seconds, each with what it was switched to. */
const heating = (life: Life) =>
  life.seenBy("bystander").map((e) => [Math.round(e.atMicros / 1e6), e.payload![0] !== 0]);
const reports = (life: Life) =>
  life
    .seenBy("endpoint", "http")
    .filter((e) => e.from === "device" && toLatin1(e.payload!).includes("nonce"));

describe("the kettle", () => {
  const start = scenario("boil").provision().wait("10s").press("button", "100ms");

  it("boils until it is hot, or until its button is pressed again", () => {
    expect(heating(kettle(start.wait("20s").set("temperature", 99).wait("5s")))).toEqual([
      [10, true],
      [31, false],
    ]);
    expect(heating(kettle(start.wait("5s").press("button", "100ms").wait("5s")))).toEqual([
      [10, true],
      [15, false],
    ]);
  });

  it("stops after five minutes even if it never gets hot", () => {
    expect(heating(kettle(start.wait("6m")))).toEqual([
      [10, true],
      [310, false],
    ]);
  });

  it("stops without its thermometer, and heats again once that is back", () => {
    const lost = start.wait("5s").unplug("temperature").wait("20s");
    const [[, on], [offAt, off], ...further] = heating(kettle(lost));
    expect([on, off, further]).toEqual([true, false, []]);
    expect(offAt).toBeLessThan(20);
    const again = lost.plug("temperature").wait("5s").press("button", "100ms").wait("5s");
    expect(heating(kettle(again)).at(-1)).toEqual([40, true]);
  });

  it("does not heat while nothing measures, nor dry, nor with a broken thermometer", () => {
    const before = scenario("gone").provision().wait("5s").unplug("temperature").wait("5s");
    expect(heating(kettle(before.press("button", "100ms").wait("30s")))).toEqual([]);
    for (const celsius of [110, -40])
      expect(heating(kettle(start.wait("5s").set("temperature", celsius).wait("5s"))).at(-1)).toEqual([
        15,
        false,
      ]);
  });

  it.each(["reset", "cutPower", "update"] as const)(
    "is off after %s, until its button is pressed",
    (fault) => {
      const life = kettle(start.wait("5s")[fault]().wait("60s"));
      expect(heating(life).map(([, on]) => on)).toEqual([true, false]);
      expect(heating(life)[1][0]).toBeLessThan(21);
      const pressed = kettle(start.wait("5s")[fault]().wait("20s").press("button", "100ms").wait("5s"));
      expect(heating(pressed).map(([, on]) => on)).toEqual([true, false, true]);
    },
  );

  it("reports what it measures while it is online, and goes on when WiFi or its server come back", () => {
    expect(reports(kettle(scenario("quiet").provision().wait("65s")))).toHaveLength(4);
    const away = scenario("away").provision().wait("20s").loseWifi("20s").wait("100s");
    expect(reports(kettle(away)).length).toBeGreaterThan(3);
    const down = scenario("down")
      .trouble("*", "refuses")
      .provision()
      .wait("60s")
      .trouble("*", null)
      .wait("60s");
    expect(reports(kettle(down)).length).toBeGreaterThan(2);
  });

  it("joins again after a power cut with what its vault holds", () => {
    const life = kettle(scenario("cut").provision().wait("20s").cutPower().wait("40s"));
    expect(life.world.wifi.online).toBe(true);
    expect(reports(life).length).toBeGreaterThan(2);
  });

  it("forgets the home when its button is held", () => {
    const life = kettle(
      scenario("hold").provision().wait("10s").press("button", "6s").wait("30s").handOver(),
    );
    const flash = life
      .seenBy("flash")
      .map((e) => toLatin1(e.payload!))
      .join();
    expect(flash).not.toContain(HOME.psk);
    expect(flash).not.toContain(HOME.ssid);
    expect(life.world.wifi.online).toBe(false);
  });
});
