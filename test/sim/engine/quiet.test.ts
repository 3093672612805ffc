import { describe, expect, it } from "vitest";
import { type ScenarioData, scenario } from "../../../sim/home/scenario.ts";
import { toText } from "../../../sim/tape/bytes.ts";
import { type Life, play } from "../../../src/subjects/play.ts";

const HOUR_SECONDS = 3_600;

function waits(story: ScenarioData): Life {
  return play("test/firmware/waits.ts", { scenario: story });
}

/** Lines that the firmware printed from a time on, in seconds, each with its own time. */
function said(life: Life, fromSeconds: number): [number, string][] {
  const lines = life.events.filter((e) => e.channel === "log" && e.atMicros >= fromSeconds * 1e6);
  return lines.map((e) => [Math.round(e.atMicros / 1e6), toText(e.payload!)]);
}

const framesIn = (life: Life, fromSeconds: number, toSeconds: number) =>
  life.seenBy("cable", "frame").filter((e) => {
    const atSeconds = e.atMicros / 1e6;
    return atSeconds >= fromSeconds && atSeconds < toSeconds;
  }).length;

describe("an hour in which little happens", () => {
  const hour = waits(scenario("an hour").wait("35m").press("button", "100ms").wait("25m"));

  it("has few frames, but for the time in which something happens", () => {
    const quiet = framesIn(hour, 1_900, 1_910);
    const busy = framesIn(hour, 2_102, 2_112);

    expect(quiet).toBeGreaterThan(10);
    expect(busy).toBeGreaterThan(2 * quiet);
  });

  it("is the same for the firmware: its timers run, a press counts, and nobody is taken to be gone", () => {
    expect(said(hour, 60)).toEqual([
      [600, "> waiting"],
      [1_200, "> waiting"],
      [1_800, "> waiting"],
      [2_100, "> pressed"],
      [2_400, "> waiting"],
      [3_000, "> waiting"],
    ]);
  });

  it("lets a peer that is unplugged be missed as soon as ever", () => {
    const gone = waits(scenario("gone").wait("30m").unplug("button").wait("30m"));
    const missed = said(gone, HOUR_SECONDS / 2).find(([, line]) => line.startsWith("clear role"))!;

    expect(missed[0]).toBeLessThan(1_804);
  });

  it("has all its frames where some get lost: one too few would make the device forget a peer", () => {
    const noisy = waits(scenario("noise").noise(0.001).wait("10m"));

    expect(framesIn(noisy, 300, 310)).toBeGreaterThan(2 * framesIn(hour, 300, 310));
  });
});
