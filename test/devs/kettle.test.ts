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
      [30, false],
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
