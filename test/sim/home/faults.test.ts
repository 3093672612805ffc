import { describe, expect, it } from "vitest";
import { readEntries } from "../../../sim/device/flash-pages.ts";
import { scenario } from "../../../sim/home/scenario.ts";
import type { World } from "../../../sim/home/world.ts";
import { toText } from "../../../sim/tape/bytes.ts";
import { firmware, printed, run, SECOND, settings, textOf } from "../../firmware.ts";

const starts = (world: World) => printed(world).filter((line) => line.startsWith("start"));

describe("a power cut in the middle of a write", () => {
  // The firmware writes three settings, two pages each.
  const cuts = [1, 2, 3, 4, 5, 6].flatMap((atWrite) => [0, 0.3, 0.5, 1].map((tear) => ({ atWrite, tear })));

  it.each(cuts)("leaves a setting old, new or unset, and never half of it: %j", (cut) => {
    const world = run(firmware("settings"), 20, {
      settings: settings({ count: 41, note: "before" }),
      scenario: scenario("cut").cutPower(cut),
    });

    const [first, second, ...more] = starts(world);
    expect(first).toBe("start 42, note before");
    expect(second).toMatch(
      /^start (42|43|1), note (before|none|first-note-of-this-start|second-note-of-this-start)$/,
    );
    expect(more).toEqual([]);
    expect(world.device.panics).toEqual([]);
  });

  it("leaves a store that the next start can write to", () => {
    for (const cut of cuts) {
      const { flash } = run(firmware("settings"), 20, { scenario: scenario("cut").cutPower(cut) }).device;

      const note = readEntries(flash).find((entry) => entry.key === ":note" && !entry.stale);
      expect(toText(note!.value)).toBe('"second-note-of-this-start"');
    }
  });

  it("lets whoever finds the board read its flash at that moment", () => {
    const world = run(firmware("settings"), 20, {
      settings: settings({ note: "before" }),
      scenario: scenario("cut").wait("500ms").cutPower(),
    });

    const seen = world.tape.events.filter(
      (e) => e.channel === "flash" && e.to === "note" && e.atMicros === SECOND / 2,
    );
    expect(seen.map((e) => [e.kind, textOf(e)])).toContainEqual(["residue", '"before"']);
  });
});

describe("a supply that gives way", () => {
  it("restarts the device each time", () => {
    const world = run(firmware("settings"), 30, {
      scenario: scenario("brown-out").wait("5s").brownOut(3, "5s"),
    });

    expect(starts(world).map((line) => line.slice(0, 7))).toEqual([
      "start 1",
      "start 2",
      "start 3",
      "start 4",
    ]);
    expect(world.ended).toBeNull();
  });

  it("that comes while the board restarts makes it start again, each time at its own moment", () => {
    const world = run(firmware("settings"), 15, {
      scenario: scenario("twice").wait("10s").reset().wait("200ms").reset(),
    });

    const mounts = world.tape.events.filter((e) => textOf(e).startsWith("fstor: mounted"));
    expect(mounts.map((e) => e.atMicros)).toEqual([0, 10_350_000, 10_550_000]);
  });

  it("faster than it can start keeps it from starting, and no longer", () => {
    const world = run(firmware("settings"), 30, {
      scenario: scenario("flutter").wait("5s").brownOut(20, "200ms"),
    });

    expect(starts(world)).toHaveLength(2);
  });
});

describe("a home whose WiFi goes away", () => {
  const radio = (world: World, kind: string) =>
    world.tape.events.filter((e) => e.channel === "wifi" && e.kind === kind);

  it("is left and joined again, with a handshake of its own", () => {
    const world = run(firmware("fetcher"), 70, { scenario: scenario("away").wait("20s").loseWifi("15s") });

    const handshakes = radio(world, "eapol 2 of 4");
    expect(handshakes).toHaveLength(2);
    expect(textOf(handshakes[0])).not.toBe(textOf(handshakes[1]));
    const lines = printed(world);
    expect(lines.some((line) => line.startsWith("failed"))).toBe(true);
    expect(lines.at(-1)).toMatch(/^answer/);
  });

  it("is looked for while it is away, and nothing reaches a server meanwhile", () => {
    const world = run(firmware("fetcher"), 60, { scenario: scenario("gone").wait("20s").loseWifi() });

    const late = world.tape.events.filter((e) => e.atMicros > 22 * SECOND && e.from === "device");
    expect(late.some((e) => e.kind === "probe request")).toBe(true);
    expect(late.filter((e) => e.observers.includes("endpoint") && e.payload !== null)).toEqual([]);
  });

  it("is not joined with the wrong passphrase", () => {
    const story = scenario("wrong").provision("Cellar");
    const neighbours = [{ ssid: "Cellar", psk: "right-passphrase" }];
    const world = run(firmware("pairing"), 20, { scenario: story, neighbours });
    expect(world.wifi.online).toBe(true);

    const home = { ssid: "Cellar", psk: "wrong-passphrase" };
    const refused = run(firmware("pairing"), 20, {
      home,
      neighbours: [{ ssid: "Cellar", psk: "right-passphrase", signalDbm: -30 }],
    });
    expect(refused.wifi.online).toBe(false);
    expect(radio(refused, "deauthentication").length).toBeGreaterThan(0);
    expect(radio(refused, "eapol 3 of 4")).toEqual([]);
  });
});

describe("a line or a bus with losses", () => {
  it("delays what is lost and loses nothing for good", () => {
    const world = run(firmware("fetcher"), 60, { scenario: scenario("losses").loseMessages(0.4) });

    const lines = printed(world);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatch(/^answer \d+: 200 2$/);
  });

  it("that damages frames is survived", () => {
    const world = run(firmware("stock/src/main"), 60, { scenario: scenario("noise").noise(0.3) });

    expect(world.ended).toBeNull();
    expect(world.device.panics).toEqual([]);
  });
});

describe("a device's memory", () => {
  it("may be collected at every allocation without a difference in what is sent", () => {
    const calm = run(firmware("fetcher"), 20);
    const stressed = run(firmware("fetcher"), 20, { scenario: scenario("stress").stressMemory() });

    expect(printed(stressed)).toEqual(printed(calm));
  });
});
