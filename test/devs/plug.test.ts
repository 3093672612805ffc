import { describe, expect, it } from "vitest";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

const PASSWORD = "walrus-under-the-pier";
const BROKER = "mqtt.plug.example";

function plug(story: ScenarioData, settings: Record<string, unknown> = { mqtt_pass: PASSWORD }): Life {
  return play("devs/appliances/plug/main.ts", { scenario: story, home: HOME, settings });
}

/** Times at which the plug was switched, in seconds, each with what it was switched to. */
const switched = (life: Life) =>
  life.seenBy("bystander").map((e) => [Math.round(e.atMicros / 1e6), e.payload![0] !== 0]);
const written = (life: Life) =>
  life.seenBy("endpoint", "mqtt").filter((e) => e.from === "device" && e.kind === "write");
const connects = (life: Life) => written(life).filter((e) => e.payload![0] === 0x10);
const textOf = (life: Life, observer: "cable" | "flash" | "network") =>
  life
    .seenBy(observer)
    .map((e) => toLatin1(e.payload ?? new Uint8Array()))
    .join("\n");

describe("the plug", () => {
  const start = scenario("at home").provision().wait("20s");

  it("obeys its button and the orders that come over MQTT, for as long as they say", () => {
    expect(
      switched(plug(start.press("button", "100ms").wait("10s").publish("plug/set", "off").wait("5s"))),
    ).toEqual([
      [20, true],
      [30, false],
    ]);
    const timed = start.publish("plug/set", "on 1").wait("65s");
    expect(switched(plug(timed))).toEqual([
      [20, true],
      [80, false],
    ]);
    expect(
      switched(plug(start.publish("plug/set", "on 1").publish("plug/set", "on").wait("70s"))),
    ).toHaveLength(1);
    expect(switched(plug(start.publish("plug/set", "on soon").publish("plug/set", "").wait("5s")))).toEqual(
      [],
    );
  });

  it("switches off without its meter and at a restart, until somebody wants it on again", () => {
    const on = start.publish("plug/set", "on").wait("20s");
    const states = (story: ScenarioData) => switched(plug(story)).map(([, state]) => state);

    expect(states(on.unplug("dcCurrentMeasurement").wait("30s"))).toEqual([true, false]);
    expect(states(on.reset().wait("30s"))).toEqual([true, false]);
    expect(states(on.reset().wait("30s").press("button", "100ms").wait("5s"))).toEqual([true, false, true]);
  });

  it("switches off what draws too much", () => {
    const life = plug(
      start.publish("plug/set", "on").wait("40s").set("dcCurrentMeasurement", 3.1).wait("5s"),
    );

    expect(switched(life)).toEqual([
      [20, true],
      [60, false],
    ]);
  });

  it("signs in with the password it was given, keeps its state at the broker, and reports every quarter of an hour", () => {
    const life = plug(start.publish("plug/set", "on").wait("31m"));

    expect(connects(life)).toHaveLength(1);
    expect(toLatin1(connects(life)[0].payload!)).toContain(PASSWORD);
    expect(
      written(life)
        .map((e) => toLatin1(e.payload!))
        .filter((m) => m.includes("plug/amperes")),
    ).toHaveLength(2);
    expect(
      written(life).some((e) => e.payload![0] === 0x31 && toLatin1(e.payload!).endsWith("plug/stateon")),
    ).toBe(true);
  });

  it("answers the broker's silence with a ping and stays connected", () => {
    const life = plug(start.wait("60m"));

    expect(connects(life)).toHaveLength(1);
  });

  it.each(["resets", "silent", "garbage", "refuses"] as const)(
    "comes back after a broker that %s",
    (trouble) => {
      const story = scenario("trouble").trouble(BROKER, trouble).provision().wait("2m").trouble(BROKER, null);
      const life = plug(story.wait("6m").publish("plug/set", "on").wait("5s"));

      expect(switched(life)).toHaveLength(1);
    },
  );

  it("comes back after WiFi was gone and after a power cut, when flash has long forgotten the setting", () => {
    const life = plug(
      start.loseWifi("20s").wait("2m").cutPower().wait("1m").publish("plug/set", "on").wait("5s"),
    );

    expect(switched(life)).toHaveLength(1);
    expect(toLatin1(life.world.device.flash)).not.toContain(PASSWORD);
  });

  it("shows its password neither on the path nor in its log", () => {
    const life = plug(start.press("button", "100ms").wait("30s"));
    const hex = Buffer.from(PASSWORD).toString("hex");

    expect(textOf(life, "network")).not.toContain(PASSWORD);
    for (const form of [PASSWORD, hex]) expect(life.log.join("\n")).not.toContain(form);
  });

  it("works without a broker when it has no password", () => {
    const life = plug(start.press("button", "100ms").wait("10s"), {});

    expect(switched(life)).toHaveLength(1);
    expect(connects(life)).toEqual([]);
  });

  it("forgets password and home when its button is held", () => {
    const life = plug(start.press("button", "6s").wait("30s").handOver());

    for (const gone of [PASSWORD, HOME.psk, HOME.ssid]) expect(textOf(life, "flash")).not.toContain(gone);
    expect(life.world.wifi.online).toBe(false);
  });
});
