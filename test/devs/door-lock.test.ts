import { describe, expect, it } from "vitest";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { HOME } from "../firmware.ts";

const PIN = "4711-0815";

function lock(story: ScenarioData): Life {
  return play("devs/appliances/door-lock/main.ts", { scenario: story, home: HOME, settings: { pin: PIN } });
}

/** Moves of the bolt: time in seconds, and true if the door was open then. */
const bolt = (life: Life) =>
  life.seenBy("bystander").map((e) => [Math.round(e.atMicros / 1e6), e.payload![0] !== 0]);
const typed = (story: ReturnType<typeof scenario>, code: string) => story.call("doorLock", "unlock", code);
const reports = (life: Life) =>
  life
    .seenBy("endpoint", "http")
    .map((e) => /\{"opened.*/.exec(toLatin1(e.payload!))?.[0])
    .filter((r) => r !== undefined);

describe("the door lock", () => {
  const start = scenario("at the door").wait("20s");

  it("opens for its code and closes by itself", () => {
    expect(bolt(lock(typed(start, PIN).wait("20s")))).toEqual([
      [20, true],
      [25, false],
    ]);
  });

  it.each(["reset", "cutPower"] as const)("locks after %s while it is open", (fault) => {
    expect(bolt(lock(typed(start, PIN).wait("1s")[fault]().wait("20s")))).toEqual([
      [20, true],
      [expect.closeTo(23, -1), false],
    ]);
  });

  it("opens for no other code, and for none at all after five wrong ones, for a minute", () => {
    const wrong = ["", "4711-0814", "4711", `${PIN}0`, "5711-0815"];
    const tried = wrong.reduce((story, code) => typed(story, code).wait("1s"), start);

    expect(bolt(lock(typed(tried, PIN).wait("20s")))).toEqual([]);
    expect(bolt(lock(typed(tried.wait("61s"), PIN).wait("20s")))).toHaveLength(2);
  });

  it("knows its code after a power cut, when flash has long forgotten the setting", () => {
    const life = lock(typed(start.cutPower().wait("20s").handOver(), PIN).wait("20s"));

    expect(bolt(life)).toHaveLength(2);
    const flash =
      toLatin1(life.world.device.flash) +
      life
        .seenBy("flash")
        .map((e) => toLatin1(e.payload!))
        .join();
    expect(flash).not.toContain(PIN);
  });

  it("tells the cloud how often it was opened, but only with consent", () => {
    const visit = (story: ReturnType<typeof scenario>) => typed(story.provision(), PIN).wait("2m");

    expect(reports(lock(visit(start)))).toEqual([]);
    expect(reports(lock(visit(start.press("button", "100ms"))))).toContain('{"opened":1,"wrong":0}');
  });

  it("forgets code and home when its button is held, and opens for nobody", () => {
    const held = start.provision().wait("10s").press("button", "6s").wait("30s").handOver();
    const life = lock(typed(held, PIN).wait("10s"));

    expect(bolt(life).filter(([, open]) => open)).toEqual([]);
    const flash = life
      .seenBy("flash")
      .map((e) => toLatin1(e.payload!))
      .join();
    for (const gone of [PIN, HOME.psk, HOME.ssid]) expect(flash).not.toContain(gone);
  });
});
