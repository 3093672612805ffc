import { describe, expect, it } from "vitest";
import policy from "../../devs/appliances/air-purifier/main.policy.ts";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

const TOKEN = "9f2c-blue-heron";

function purifier(story: ScenarioData): Life {
  const { servers } = policy;
  const settings = { cloud_token: TOKEN };
  return play("devs/appliances/air-purifier/main.ts", { scenario: story, home: HOME, settings, servers });
}

/** Requests to a host, as texts. */
function requests(life: Life, host: string): string[] {
  const sent = life.seenBy("endpoint", "http").filter((e) => e.from === "device" && e.to === `${host}:443`);
  return sent.map((e) => toLatin1(e.payload!));
}
const usage = (life: Life) => requests(life, "usage.purifier.example").filter((text) => text.startsWith("{"));
/** The fan's speeds, one after the other, in percent. */
const speeds = (life: Life) =>
  life
    .seenBy("bystander")
    .filter((e) => e.kind === "speed")
    .map((e) =>
      Math.round((new DataView(e.payload!.buffer, e.payload!.byteOffset).getInt16(0, true) / 0x7fff) * 100),
    );

describe("the air purifier", () => {
  const start = scenario("at home").provision().wait("20s");

  it("blows the harder the worse the air is, and not at all when it is switched off", () => {
    const life = purifier(
      start
        .set("airQualityIndex", 140)
        .wait("5m")
        .set("airQualityIndex", 70)
        .wait("5m")
        .press("button", "100ms")
        .wait("5s"),
    );

    expect(speeds(life).slice(-3)).toEqual([100, 50, 0]);
  });

  it("looks for an update as soon as it is online, with its token, and says so when there is one", () => {
    const life = purifier(start.wait("10s"));

    expect(requests(life, "updates.purifier.example")[0]).toContain(`authorization: Bearer ${TOKEN}`);
    expect(life.log.join("\n")).toContain("an update is waiting: 1.5.0");
    expect(life.log.join("\n")).not.toContain(TOKEN);
  });

  it("tells how it is used only while its owner agrees, and never who it is", () => {
    const life = purifier(start);
    const hour = scenario("an hour later").jumpClock("61m");
    const press = scenario("an hour after a press").press("switch").wait("1s").jumpClock("61m");
    expect(usage(life.continue("10s", hour))).toEqual([]);
    expect(usage(life.continue("10s", press))).toHaveLength(1);
    expect(usage(life.continue("10s", press))).toHaveLength(1);
    expect(usage(life.continue("10s", press))).toHaveLength(2);
    expect(requests(life, "usage.purifier.example").join()).not.toContain(TOKEN);
  });

  it("counts the hours of its filter over power cuts", () => {
    const life = purifier(
      start
        .press("switch")
        .wait("1s")
        .jumpClock("61m")
        .wait("10s")
        .cutPower()
        .wait("20s")
        .jumpClock("61m")
        .wait("10s"),
    );

    expect(usage(life).map((body) => JSON.parse(body).filter)).toEqual([1, 2]);
  });

  it("forgets token and home when it is removed in the app", () => {
    const life = purifier(start.factoryReset().wait("20s").handOver());
    const flash = life
      .seenBy("flash")
      .map((e) => toLatin1(e.payload!))
      .join();

    for (const gone of [TOKEN, HOME.psk, HOME.ssid]) expect(flash).not.toContain(gone);
  });
});
