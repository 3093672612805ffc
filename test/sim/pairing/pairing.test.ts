import { beforeAll, describe, expect, it } from "vitest";
import { decodeFrame, GET_REGISTER } from "../../../sim/bus/frame.ts";
import { REGISTER } from "../../../sim/bus/services/initial.ts";
import { BadScenario, Scenario, scenario } from "../../../sim/home/scenario.ts";
import type { World } from "../../../sim/home/world.ts";
import { readLengths } from "../../../sim/pairing/esp-touch.ts";
import { PAIRINGS } from "../../../sim/pairing/pairing.ts";
import type { TapeEvent } from "../../../sim/tape/tape.ts";
import { buildImage } from "../../../src/compile/build.ts";
import { HOME, lineOf, linesWith, run, textOf } from "../../firmware.ts";

const { image } = buildImage("devs/pairings/all/main.ts");

function pairedBy(by: (typeof PAIRINGS)[number], seconds = 12): World {
  return run(image, seconds, { scenario: scenario(by).provision({ by }) });
}

function joined(world: World): boolean {
  return world.tape.events.some((event) => event.kind === "eapol 4 of 4");
}

/** Events that the phone and the commissioner sent, but for announcements and questions for the names of services. */
function saidTo(world: World): TapeEvent[] {
  return world.tape.events.filter(
    (event) =>
      (event.from === "phone" || event.from === "commissioner") &&
      event.kind !== "report" &&
      !isForName(event),
  );
}

function isForName({ channel, payload }: TapeEvent): boolean {
  const packet = channel === "frame" && payload !== null ? decodeFrame(payload)?.packets[0] : undefined;
  return packet?.command === (GET_REGISTER | REGISTER.instanceName);
}

describe("an appliance that offers all six ways of pairing", () => {
  const worlds = new Map<string, World>();
  beforeAll(() => {
    for (const by of PAIRINGS) worlds.set(by, pairedBy(by));
  });

  it.each(PAIRINGS)("joins the home's network when it is paired by %s", (by) => {
    expect(joined(worlds.get(by)!)).toBe(true);
  });

  it("is told in the clear who sees what of each way", () => {
    const seen = Object.fromEntries(
      PAIRINGS.map((by) => {
        const open = saidTo(worlds.get(by)!).filter((event) => textOf(event).includes(HOME.psk));
        return [
          by,
          open.map(({ from, channel, observers }) => `${from} ${channel}: ${observers.join(", ")}`),
        ];
      }),
    );
    expect(seen).toEqual({
      cloud: ["phone http: endpoint"],
      softap: ["phone wifi: air"],
      serial: ["phone serial: cable"],
      broadcast: [],
      bus: ["commissioner frame: bus, cable"],
      sealed: [],
    });
  });

  it("names the line that asks for what the phone sends, and none for what the app does by itself", () => {
    const lineOfFirst = (by: string) => {
      const event = saidTo(worlds.get(by)!).find(({ payload }) => payload === null || payload.length > 20);
      return lineOf(event!);
    };
    expect(lineOfFirst("softap")).toBe(linesWith(image, "Way.SoftAp")[0]);
    expect(lineOfFirst("serial")).toBe(linesWith(image, "Way.Serial")[0]);
    expect(lineOfFirst("broadcast")).toBe(linesWith(image, "Way.Broadcast")[0]);
    expect(lineOfFirst("bus")).toBe(linesWith(image, "wifi.addNetwork")[0]);
    expect(lineOfFirst("cloud")).toBeNull();
  });

  it("is heard by an eavesdropper who sees nothing but how long the packets on the air are", () => {
    const seenByNeighbour = worlds
      .get("broadcast")!
      .tape.events.filter(({ observers }) => observers.includes("air"))
      .map(({ sizeBytes }) => sizeBytes);
    expect(readLengths(seenByNeighbour)).toEqual(HOME);
    expect(saidTo(worlds.get("broadcast")!).every(({ payload }) => payload === null)).toBe(true);
  });

  it("is paired in the best way where nothing says how", () => {
    const world = run(image, 12, {});
    expect(saidTo(world).filter((event) => textOf(event).includes(HOME.psk))).toEqual([]);
    expect(joined(world)).toBe(true);
  });
});

describe("a way that the firmware does not offer", () => {
  it("is not taken, however long the phone waits", () => {
    const sealed = buildImage("devs/pairings/f-sealed/main.ts").image;
    for (const by of ["softap", "serial", "broadcast", "bus"] as const) {
      const world = run(sealed, 12, { scenario: scenario(by).provision({ by }) });
      expect(joined(world)).toBe(false);
      expect(saidTo(world)).toEqual([]);
    }
  });

  it("is closed again after the board restarts in the middle, until the firmware opens it", () => {
    const softap = buildImage("devs/pairings/b-softap/main.ts").image;
    const story = scenario("pulled")
      .provision({ by: "softap" })
      .wait("3s")
      .cutPower()
      .wait("1s")
      .provision({ by: "softap" });
    const world = run(softap, 20, { scenario: story });
    expect(joined(world)).toBe(true);
  });
});

describe("a way that there is not", () => {
  it("is refused in one line that says which there are", () => {
    const complaint =
      'step 1 of scenario "x": "by" of "provision" must be one of cloud, softap, serial, broadcast, bus, sealed';
    const steps = [{ do: "provision", by: "bluetooth" }];
    expect(() => Scenario.from({ name: "x", steps })).toThrow(new BadScenario(complaint));
    expect(() => scenario("x").provision({ by: "" as "bus" })).toThrow(new BadScenario(complaint));
    expect(() => Scenario.from({ name: "x", steps: [{ do: "provision", way: "bus" }] })).toThrow(
      '"provision" has no "way"',
    );
  });
});
