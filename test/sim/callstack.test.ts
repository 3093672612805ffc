import { describe, expect, it } from "vitest";
import { SourceMap } from "../../sim/source-map.ts";
import { firmware, lineOf, linesWith, run, settings, textOf } from "../firmware.ts";

const image = firmware("pairing");
const world = run(image, 20, { settings: settings({ token: "abcdefgh" }) });
const deviceEvents = world.tape.events.filter((event) => event.from === "device");

describe("the line that something was sent from", () => {
  it("is the call of console.log, for what is printed", () => {
    const event = deviceEvents.find((e) => e.channel === "log" && textOf(e).includes("joining with"))!;

    expect([lineOf(image, event)]).toEqual(linesWith(image, "joining with"));
  });

  it("is the call of fetch, for what goes to a server, with its callers behind it", () => {
    const event = deviceEvents.find((e) => e.channel === "http")!;
    const [callLine] = linesWith(image, "await ask(");

    expect([lineOf(image, event)]).toEqual(linesWith(image, "await fetch("));
    const stack = new SourceMap(image.debug).stack(event.pcs!).map(({ file, line }) => `${file}:${line}`);
    expect(stack).toContain(callLine);
    expect(stack[0]).toMatch(/node_modules\/@devicescript\/net/);
  });

  it("is the call of writeSetting, for a setting's frame and for what is in flash", () => {
    const frame = deviceEvents.find((e) => e.channel === "frame" && textOf(e).includes("backup"))!;
    world.handOver();
    const entry = world.tape.events.find((e) => e.channel === "flash" && e.to === "backup")!;

    const expected = linesWith(image, 'writeSetting("backup"');
    expect([lineOf(image, frame), lineOf(image, entry)]).toEqual([...expected, ...expected]);
  });

  it("is the call of addNetwork, for the join and all that the radio sends for it", () => {
    const frame = deviceEvents.find((e) => e.platform === "platform/join")!;
    const radio = deviceEvents.filter((e) => e.channel === "wifi");

    const [expected] = linesWith(image, "wifi.addNetwork(");
    expect(lineOf(image, frame)).toBe(expected);
    expect(radio.length).toBeGreaterThan(3);
    for (const event of radio) expect(lineOf(image, event)).toBe(expected);
  });

  it("is where the exception was thrown, for a crash", () => {
    const crashing = firmware("panics");
    const crash = run(crashing, 1).tape.events.find((event) => event.channel === "panic")!;

    expect([lineOf(crashing, crash)]).toEqual(linesWith(crashing, "throw new Error"));
  });

  it("is not guessed: bytes of nobody's doing have none", () => {
    const announcement = deviceEvents.find((e) => e.channel === "frame" && e.kind === "report")!;

    expect(lineOf(image, announcement)).toBeNull();
    expect(new SourceMap(image.debug).place(0)).toBeNull();
    expect(new SourceMap({ ...image.debug, srcmap: [], sources: [] }).blame([100, 200])).toBeNull();
  });
});
