import { describe, expect, it } from "vitest";
import { Forker } from "../../../sim/engine/fork.ts";
import { scenario } from "../../../sim/home/scenario.ts";
import type { World } from "../../../sim/home/world.ts";
import { buildImage } from "../../../src/compile/build.ts";
import { firmware, run, SECOND, settings, worldWith } from "../../firmware.ts";

const END = 40 * SECOND;

/** A world that ran until just after something happened. */
function runTo(world: World, happened: () => boolean): World {
  world.powerOn();
  for (let at = 0; !happened() && at < END; at += 1_000) world.runUntil(at);
  expect(happened()).toBe(true);
  return world;
}

describe("a forked world", () => {
  const fetcher = firmware("fetcher");
  const pairing = firmware("pairing");
  const has = (world: World, kind: string) => () => world.tape.events.some((e) => e.kind === kind);
  const moments: [string, () => World][] = [
    [
      "before anything was sent",
      () => {
        const world = worldWith(fetcher);
        return runTo(world, () => world.clock.nowMicros > 0);
      },
    ],
    [
      "in the middle of a handshake",
      () => {
        const world = worldWith(pairing, { settings: settings({ token: "abcdefgh" }) });
        return runTo(world, has(world, "eapol 2 of 4"));
      },
    ],
    [
      "in the middle of a broadcast",
      () => {
        const world = worldWith(buildImage("devs/pairings/d-broadcast/main.ts").image);
        return runTo(world, () => world.tape.events.filter((e) => e.from === "phone").length > 100);
      },
    ],
    [
      "between a request and its answer",
      () => {
        const world = worldWith(fetcher);
        return runTo(world, () => world.tape.events.some((e) => e.channel === "http" && e.kind === "write"));
      },
    ],
    [
      "in the middle of an MQTT session",
      () => {
        const world = worldWith(firmware("mqtt"), {
          scenario: scenario("order").wait("25s").publish("home/kettle/set", "boil"),
        });
        return runTo(world, has(world, "reply"));
      },
    ],
    [
      "while the device is without power",
      () => {
        const world = worldWith(firmware("settings"), {
          scenario: scenario("cut").wait("2s").cutPower({ for: "5s" }),
        });
        return runTo(world, () => world.clock.nowMicros > 3 * SECOND);
      },
    ],
  ];

  it.each(moments)("continues identically, %s", (_, prepare) => {
    const original = prepare();
    const fork = original.fork();

    original.runUntil(END);
    fork.runUntil(END);

    expect(fork.tape.events.length).toBeGreaterThan(20);
    expect(fork.tape.events).toEqual(original.tape.events);
    expect(fork.device.flash).toEqual(original.device.flash);
  });

  it.each(moments)("does not influence the one it was made from, %s", (_, prepare) => {
    const untouched = prepare();
    const original = prepare();
    const fork = original.fork();
    fork.play(
      scenario("havoc")
        .trouble("*", "garbage")
        .loseMessages(0.5)
        .cutPower({ for: "1s" })
        .wait("2s")
        .loseWifi(),
    );

    fork.runUntil(END);
    original.runUntil(END);
    untouched.runUntil(END);

    expect(original.tape.events).toEqual(untouched.tape.events);
    expect(fork.tape.events).not.toEqual(original.tape.events);
  });

  it("can be forked again, and many times", () => {
    const original = runTo(worldWith(fetcher), () => true);
    original.runUntil(10 * SECOND);
    const forks = [original.fork(), original.fork().fork(), original.fork().fork().fork()];

    for (const world of [...forks, original]) world.runUntil(20 * SECOND);

    for (const fork of forks) expect(fork.tape.events).toEqual(original.tape.events);
  });
});

describe("a copy of an object graph", () => {
  it("keeps cycles, classes, maps, sets and byte arrays, and shares what it is told to", () => {
    class Node {
      self: Node = this;
      readonly bytes = Uint8Array.of(1, 2, 3);
      constructor(readonly shared: object) {}
    }
    const shared = { one: 1 };
    const original = new Map([["node", new Set([new Node(shared)])]]);

    const copy = new Forker().share(shared).copy(original);

    const [a] = original.get("node")!;
    const [b] = copy.get("node")!;
    expect(b).toBeInstanceOf(Node);
    expect(b).not.toBe(a);
    expect(b.self).toBe(b);
    expect(b.shared).toBe(shared);
    expect(b.bytes).toEqual(a.bytes);
    expect(b.bytes).not.toBe(a.bytes);
  });
});

describe("a world", () => {
  it.each(["fetcher", "mqtt", "settings", "quiet", "stock/src/main"])(
    "with the same seed sends the same, byte for byte: %s",
    (name) => {
      const image = firmware(name);

      expect(run(image, 30).tape.events).toEqual(run(image, 30).tape.events);
    },
  );

  it("with another seed sends something else", () => {
    const image = firmware("fetcher");
    const first = run(image, 30, { seed: 1 });
    const second = run(image, 30, { seed: 2 });

    expect(second.device.deviceId).not.toBe(first.device.deviceId);
    expect(second.tape.events).not.toEqual(first.tape.events);
  });
});
