import { describe, expect, it } from "vitest";
import { ServiceServer } from "../../../../sim/bus/service.ts";
import { behaviourOf } from "../../../../sim/bus/services/behaviours.ts";
import { driftAt } from "../../../../sim/bus/services/drift.ts";
import { buildImage } from "../../../../src/compile/build.ts";
import { tempProject } from "../../../compile/temp-project.ts";
import { firmware, printed, run, SECOND, worldWith } from "../../../firmware.ts";
import { catalogue } from "./catalogue.ts";

const MINUTE = 60 * SECOND;
const drifting = catalogue().flatMap((spec) => {
  const { drift } = behaviourOf(spec);
  return drift === undefined ? [] : [{ name: spec.shortId, spec, drift }];
});

const AQUARIUM = `# Aquarium

    identifier: 0x132ce7dd
    camel: aquarium
    extends: _sensor

A tank that measures how clear its water is and has a lamp.

## Registers

    ro clarity: u0.16 / { typical_min=0.4, typical_max=0.8 } @ reading

How clear the water is.

    rw lamp: u8 @ 0x80

The lamp.

## Commands

    command feed @ 0x80 {
        grams: u8
    }
    report {
        left: u8
    }

Feeds the fish.
`;

describe("sensors", () => {
  it.each(drifting)("$name stays in its range, moves slowly and never quite repeats", ({ drift }) => {
    const hour = Array.from({ length: 3600 }, (_, second) => driftAt(drift, 12345, second * SECOND)[0]);
    const [least, most] = drift.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    expect(Math.min(...hour)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...hour)).toBeLessThanOrEqual(most);
    expect(Math.max(...hour.map((value) => Math.abs(value - drift.around[0])))).toBeLessThanOrEqual(
      drift.wander + drift.noise,
    );
    const steps = hour.slice(1).map((value, i) => Math.abs(value - hour[i]));
    const steepest = 2 * drift.noise + (4 * drift.wander) / (60 * drift.everyMinutes);
    expect(Math.max(...steps)).toBeLessThanOrEqual(steepest);
    if (drift.noise > 0) expect(new Set(hour).size).toBeGreaterThan(2000);
  });

  it("tell the same at the same time however often they are asked, and differ from each other and by seed", () => {
    const spec = catalogue().find(({ shortId }) => shortId === "temperature")!;
    const image = { ...firmware("services/wire"), services: catalogue() };
    const read = (seed: number, instance: number, asks: number) => {
      const world = worldWith(image, { seed });
      const server = new ServiceServer(world, spec, instance);
      for (let i = 0; i < asks; i++) server.values("temperature");
      world.runUntil(10 * MINUTE);
      return server.number("temperature");
    };
    expect(read(1, 1, 0)).toBe(read(1, 1, 50));
    expect(new Set([read(1, 1, 0), read(1, 2, 0), read(2, 1, 0)]).size).toBe(3);
  });

  it("do not send samples at a too regular beat", () => {
    const world = run(firmware("services/wire"), 8);
    const peer = world.bus.drivable.find((server) => server.name === "temperature")!;
    const times = world.tape.events
      .filter(
        (event) =>
          event.from === "peer" && event.sizeBytes === 20 && event.payload![4] === idByte(peer.deviceId),
      )
      .map((event) => event.atMicros);
    const gaps = new Set(times.slice(1).map((at, i) => at - times[i]));
    expect(times.length).toBeGreaterThan(4);
    expect(gaps.size).toBeGreaterThan(3);
  });
});

describe("a service of the project's own", () => {
  it("is served by its specification: typical readings, registers, commands that report, nothing that shows", () => {
    const root = tempProject({
      "services/aquarium.md": AQUARIUM,
      "src/main.ts": `import * as ds from "@devicescript/core";
const tank = new ds.Aquarium();
tank.report().subscribe((packet) => { if (packet.serviceCommand === 0x80) console.log("fed " + packet.payload.toString("hex")); });
console.log("clarity " + (await tank.reading.read()));
await tank.lamp.write(3);
console.log("lamp " + (await tank.lamp.read()));
await tank.feed(2);
await ds.delay(1000);
`,
    });
    const world = run(buildImage(`${root}/src/main.ts`).image, 5);
    expect(printed(world)).toEqual([
      expect.stringMatching(/^clarity 0\.(5[6-9]|6[0-4])/),
      "lamp 3",
      "fed 00",
    ]);
    expect(world.tape.events.filter((event) => event.channel === "actuator")).toEqual([]);
    world.bus.drive("aquarium", { do: "set", to: 0.5 });
  });
});

function idByte(deviceId: string): number {
  return Number.parseInt(deviceId.slice(0, 2), 16);
}
