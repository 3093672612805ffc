import { describe, expect, it } from "vitest";
import type { World } from "../../../../sim/home/world.ts";
import { firmware, lineOf, linesWith, printed, run } from "../../../firmware.ts";

/** Actuator events that a person in the room noticed, in order: `relay active`. */
function noticed(world: World): string[] {
  return actuatorEvents(world).map((event) => `${event.to} ${event.kind}`);
}

function actuatorEvents(world: World) {
  return world.tape.events.filter((event) => event.channel === "actuator");
}

function payloads(world: World, to: string, kind: string): string[] {
  return actuatorEvents(world)
    .filter((event) => event.to === to && event.kind === kind)
    .map((event) => Buffer.from(event.payload!).toString("hex"));
}

describe("a person in the room", () => {
  const image = firmware("services/actuators");
  const world = run(image, 12);

  it("notices what lights up, moves and clicks, but not what stays as it is, nor keys typed into a computer", () => {
    expect(printed(world)).toContain("done");
    const times = (what: string) => noticed(world).filter((other) => other === what).length;
    expect(times("light bulb brightness")).toBe(1);
    expect(times("traffic light red")).toBe(1);
    expect(times("dmx send")).toBe(1);
    expect(times("relay active")).toBe(1);
    expect(times("vibration motor vibrate")).toBe(2);
    expect(noticed(world).filter((what) => what.startsWith("hid"))).toEqual([]);
  });

  it("is told apart from those who read the wire, and the device is blamed at its line", () => {
    for (const event of actuatorEvents(world)) {
      expect(event).toMatchObject({ from: "device", observers: ["bystander"] });
    }
    const [relay] = actuatorEvents(world).filter((event) => event.to === "relay");
    expect(linesWith(image, "relay.enabled.write")).toContain(lineOf(relay));
    const [strip] = actuatorEvents(world).filter((event) => event.to === "led strip");
    expect(linesWith(image, "strip.runEncoded")).toContain(lineOf(strip));
  });

  it("sees each picture of a strip's program at its time", () => {
    const [green, blue] = payloads(world, "led strip", "run");
    expect(green).toBe("00ff00".repeat(15));
    expect(blue).toBe("0000ff".repeat(2) + "00ff00".repeat(13));
    const [first, second] = actuatorEvents(world).filter((event) => event.to === "led strip");
    expect(second.atMicros - first.atMicros).toBe(20_000);
  });

  it("sees a motor stop when it is switched off, and a servo move once it is switched on", () => {
    expect(payloads(world, "motor", "speed")).toEqual(["0040", "0000"]);
    expect(payloads(world, "servo", "angle")).toEqual(["00002d00", "0000b400"]);
    expect(printed(world)).toContain("servo goes to 180");
  });

  it("does not see pixels change in the dark, but when the light comes back", () => {
    const led = noticed(world).filter((what) => what.startsWith("led "));
    expect(led.filter((what) => !what.startsWith("led strip"))).toEqual([
      "led pixels",
      "led brightness",
      "led pixels",
      "led brightness",
    ]);
    const [off, pixels] = actuatorEvents(world)
      .filter((event) => event.to === "led")
      .slice(1);
    expect(pixels.atMicros - off.atMicros).toBeGreaterThan(900_000);
  });

  it("reads screens, hears sounds and speech, but nothing that is muted or switched off", () => {
    const screens = run(firmware("services/screens"), 12);
    expect(printed(screens)).toEqual(["recorder 1", "recorder 0", "done"]);
    expect(noticed(screens)).toEqual([
      "character screen message",
      "dot matrix dots",
      "7-segment display digits",
      "braille display patterns",
      "indexed screen set_pixels",
      "speech synthesis speak",
      "speech synthesis cancel",
      "buzzer play_tone",
      "buzzer play_tone",
      "sound player play",
    ]);
    expect(payloads(screens, "7-segment display", "digits")).toEqual(["0040866d"]);
    expect(payloads(screens, "speech synthesis", "speak")).toEqual([Buffer.from("heard").toString("hex")]);
  });
});
