import { describe, expect, it } from "vitest";
import policy from "../../devs/appliances/television/main.policy.ts";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1, toText } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

const TOKEN = "acct-seven-otters";

function television(story: ScenarioData): Life {
  const { servers } = policy;
  const settings = { account_token: TOKEN };
  return play("devs/appliances/television/main.ts", { scenario: story, home: HOME, settings, servers });
}

/** Texts that the screen showed, one after the other. */
const shown = (life: Life) =>
  life
    .seenBy("bystander")
    .filter((e) => e.kind === "message")
    .map((e) => toText(e.payload!));
/** The tokens that a host was shown. */
function tokens(life: Life, host: string): string[] {
  const sent = life.seenBy("endpoint", "http").filter((e) => e.from === "device" && e.to === `${host}:443`);
  return sent.flatMap((e) => toLatin1(e.payload!).match(/(?<=authorization: Bearer ).*(?=\r)/) ?? []);
}

describe("the television", () => {
  const start = scenario("at home").provision().wait("20s");
  const watching = start.press("button", "100ms").wait("2s").press("matrixKeypad", "100ms").wait("2s");

  it("shows what is on, and goes to standby four hours after the last press", () => {
    const life = television(watching);
    expect(shown(life).slice(-2)).toEqual(["2 Weather", "1 News"]);

    const asleep = life.fork().continue("5s", scenario("later").jumpClock("241m"));
    expect(shown(asleep).at(-1)).toBe("");
    const awake = life
      .fork()
      .continue("8s", scenario("more").jumpClock("3h").wait("5s").press("matrixKeypad", "100ms"));
    expect(shown(awake.continue("5s", scenario("later").jumpClock("3h"))).at(-1)).toBe("1 News");
  });

  it("remembers its channel over a power cut", () => {
    const life = television(watching.cutPower().wait("20s").press("button", "100ms").wait("2s"));

    expect(shown(life).at(-1)).toBe("1 News");
  });

  it("shows its token to the guide and the update server, and takes a new one when it gets one", () => {
    const hour = scenario("an hour later").jumpClock("1h");
    const life = television(start);
    for (let hours = 0; hours < 5; hours++) life.continue("10s", hour);

    expect(tokens(life, "updates.tv.example")).toEqual([TOKEN]);
    expect(tokens(life, "guide.tv.example")).toEqual([TOKEN, TOKEN, TOKEN, TOKEN, "t-4", "t-4"]);
    expect(life.log.join("\n")).not.toContain(TOKEN);
    expect(life.log.join("\n")).toContain("an update is waiting: 5.1.0");
  });

  it.each(["garbage", "silent", "endless", "lying-chunks"] as const)(
    "goes on when the guide is %s",
    (trouble) => {
      const story = scenario("trouble").trouble("guide.tv.example", trouble).provision().wait("3m");
      const life = television(
        story.press("button", "100ms").wait("2s").press("matrixKeypad", "100ms").wait("2s"),
      );

      expect(life.world.device.panics).toEqual([]);
      expect(shown(life).slice(-1)).toEqual(["1"]);
    },
  );

  it("forgets account and home when its power button is held", () => {
    const life = television(start.press("button", "6s").wait("30s").handOver());
    const flash = life
      .seenBy("flash")
      .map((e) => toLatin1(e.payload!))
      .join();

    for (const gone of [TOKEN, HOME.psk, HOME.ssid]) expect(flash).not.toContain(gone);
  });
});
