import { describe, expect, it } from "vitest";
import { decodeFrame, GET_REGISTER } from "../../../sim/bus/frame.ts";
import { SourceMap } from "../../../sim/device/source-map.ts";
import { scenario } from "../../../sim/home/scenario.ts";
import { firmware, lineOf, linesWith, run, settings, textOf } from "../../firmware.ts";

const image = firmware("pairing");
const world = run(image, 20, { settings: settings({ token: "abcdefgh" }) });
const deviceEvents = world.tape.events.filter((event) => event.from === "device");

describe("the line that something was sent from", () => {
  it("is the call of console.log, for what is printed", () => {
    const event = deviceEvents.find((e) => e.channel === "log" && textOf(e).includes("joining with"))!;

    expect([lineOf(event)]).toEqual(linesWith(image, "joining with"));
  });

  it("is the call of fetch, for what goes to a server, with its callers behind it", () => {
    const event = deviceEvents.find((e) => e.channel === "http")!;
    const [callLine] = linesWith(image, "await ask(");

    expect([lineOf(event)]).toEqual(linesWith(image, "await fetch("));
    const stack = event.position!.stack.map(({ place }) => `${place?.file}:${place?.line}`);
    expect(stack).toContain(callLine);
    expect(stack[0]).toMatch(/node_modules\/@devicescript\/net/);
  });

  it("is the call of writeSetting, for a setting's frame and for what is in flash", () => {
    const frame = deviceEvents.find((e) => e.channel === "frame" && textOf(e).includes("backup"))!;
    world.handOver();
    const entry = world.tape.events.find((e) => e.channel === "flash" && e.to === "backup")!;

    const expected = linesWith(image, 'writeSetting("backup"');
    expect([lineOf(frame), lineOf(entry)]).toEqual([...expected, ...expected]);
  });

  it("is the call of addNetwork, for the join and all that the radio sends for it", () => {
    const frame = deviceEvents.find((e) => e.platform === "platform/join")!;
    const radio = deviceEvents.filter((e) => e.channel === "wifi");

    const [expected] = linesWith(image, "wifi.addNetwork(");
    expect(lineOf(frame)).toBe(expected);
    expect(radio.length).toBeGreaterThan(3);
    for (const event of radio) expect(lineOf(event)).toBe(expected);
  });

  it("is the return of the method that answers, for a service that firmware offers", () => {
    const hosting = firmware("services/hosting");
    const { tape, device } = run(hosting, 2, { settings: settings({ a: 1 }) });
    const READING = GET_REGISTER | 0x101;
    const answer = tape.events.find((event) => {
      const frame = event.kind === "report" ? decodeFrame(event.payload!) : null;
      return frame?.device === device.serverId && frame.packets[0].command === READING;
    })!;

    expect([lineOf(answer)]).toEqual(linesWith(hosting, "return 77"));
  });

  it("is where firmware uses the setting, for one that somebody reads over the cable", () => {
    const read = (key: string) => {
      const { tape } = run(image, 20, {
        settings: settings({ token: "abcdefgh" }),
        scenario: scenario("at the cable").provision().wait("15s").readSetting(key).wait("1s"),
      });
      const asked = tape.events.findIndex((e) => e.from === "world" && e.channel === "frame");
      return lineOf(tape.events.slice(asked).find((e) => e.from === "device" && e.kind === "report")!);
    };

    expect([read("token")]).toEqual(linesWith(image, 'readSetting("token"'));
    expect([read("backup")]).toEqual(linesWith(image, 'writeSetting("backup"'));
  });

  it("is where the exception was thrown, for a crash", () => {
    const crashing = firmware("panics");
    const crash = run(crashing, 1).tape.events.find((event) => event.channel === "panic")!;

    expect([lineOf(crash)]).toEqual(linesWith(crashing, "throw new Error"));
  });

  it("is not guessed: bytes of nobody's doing have none", () => {
    const announcement = deviceEvents.find((e) => e.channel === "frame" && e.kind === "report")!;

    expect(lineOf(announcement)).toBeNull();
    expect(new SourceMap(image.debug).place(0)).toBeNull();
    expect(new SourceMap({ ...image.debug, srcmap: [], sources: [] }).blame([100, 200])).toBeNull();
  });
});
