import { describe, expect, it } from "vitest";
import { BadScenario, scenario } from "../../../sim/home/scenario.ts";
import { firmware, printed, run } from "../../firmware.ts";

const image = firmware("scans");

describe("access points around a device", () => {
  it("come and go, and are as strong as a scenario says", () => {
    const story = scenario("a street")
      .wait("12s")
      .signal(-81)
      .neighbour("Cafe", { dbm: -60 })
      .wait("3s")
      .neighbour("Cafe", { gone: true })
      .signal(-40)
      .wait("3s");

    const lines = printed(run(image, 18, { scenario: story }));

    expect([...new Set(lines)]).toEqual([
      "1 networks, 1 known, -54 dBm",
      "2 networks, 1 known, -81 dBm",
      "1 networks, 1 known, -40 dBm",
    ]);
  });

  it("come back as they were", () => {
    const story = scenario("a street")
      .neighbour("Cafe", { dbm: -60 })
      .neighbour("Cafe", { gone: true })
      .neighbour("Cafe");

    const { accessPoints } = run(image, 1, { scenario: story });

    expect(accessPoints.map((ap) => [ap.ssid, ap.signalDbm, ap.up])).toEqual([
      ["Lighthouse-5G", -54, true],
      ["Cafe", -60, true],
    ]);
  });

  it("that nobody has seen are a step that cannot be", () => {
    const play = (story: ReturnType<typeof scenario>) => () => run(image, 1, { scenario: story });

    expect(play(scenario("x").signal(-40, "Cellar"))).toThrow(BadScenario);
    expect(play(scenario("x").signal(-40, "Cellar"))).toThrow(/"Cellar".*There are: Lighthouse-5G/);
    expect(play(scenario("x").neighbour("Lighthouse-5G", { gone: true }))).toThrow(/There are: none/);
  });
});
