import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CannotFork, FORK, Forker } from "../../../sim/engine/fork.ts";
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

  it("shares the functions of a policy, and serves by them", () => {
    const servers = { "*": () => ({ status: 200, body: '{"from":"handler"}' }) };
    const original = runTo(worldWith(fetcher, { servers }), () => true);
    original.runUntil(10 * SECOND);
    const fork = original.fork();

    for (const world of [original, fork]) world.runUntil(30 * SECOND);

    expect(fork.tape.events).toEqual(original.tape.events);
    expect(fork.tape.events.filter((e) => e.kind === "reply").length).toBeGreaterThan(1);
  });

  it("can be forked again, and many times", () => {
    const original = runTo(worldWith(fetcher), () => true);
    original.runUntil(10 * SECOND);
    const forks = [original.fork(), original.fork().fork(), original.fork().fork().fork()];

    for (const world of [...forks, original]) world.runUntil(20 * SECOND);

    for (const fork of forks) expect(fork.tape.events).toEqual(original.tape.events);
  });
});

/** Every object that can be reached from `value`. */
function objectsIn(value: unknown, found = new Set<unknown>()): Set<unknown> {
  if (typeof value !== "object" || value === null || found.has(value)) return found;
  found.add(value);
  const isCollection = value instanceof Map || value instanceof Set;
  const items = isCollection ? [...value].flat() : Object.values(value);
  for (const item of ArrayBuffer.isView(value) ? [] : items) objectsIn(item, found);
  return found;
}

describe("a copy of an object graph", () => {
  it("keeps cycles, classes, maps, sets and byte arrays, and shares what it is told to", () => {
    class Node {
      self: Node = this;
      readonly bytes = Uint8Array.of(1, 2, 3);
      constructor(readonly shared: object) {}
      [FORK](forker: Forker): Node {
        return forker.copyFields(this);
      }
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

  class Foreign {
    readonly value = 1;
  }
  class Log extends Map<string, number> {}
  const uncopyable: [string, unknown, string][] = [
    ["a function", () => 1, "a function"],
    ["a promise", Promise.resolve(), "an object of class Promise"],
    ["a weak map", new WeakMap(), "an object of class WeakMap"],
    ["a date", new Date(0), "an object of class Date"],
    ["a regular expression", /x/, "an object of class RegExp"],
    ["a view of bytes", new DataView(new ArrayBuffer(8)), "an object of class DataView"],
    ["a buffer", new ArrayBuffer(8), "an object of class ArrayBuffer"],
    ["an error", new Error("x"), "an object of class Error"],
    ["an object of a class that does not say how", new Foreign(), "an object of class Foreign"],
    ["a map of a class of its own", new Log(), "an object of class Log"],
    ["what only looks like plain data", Object.create(Object.create({})), "an object of class Object"],
  ];

  it.each(uncopyable)("refuses %s, and names the path to it", (_, value, kind) => {
    const world = { network: { servers: new Map([["cloud", [{ handler: value }]]]) } };
    const fork = () => new Forker().copy(world);

    expect(fork).toThrow(CannotFork);
    expect(fork).toThrow(`${kind} at "network.servers.cloud.0.handler"`);
  });

  it.each(uncopyable)("keeps %s that is declared shared", (_, value) => {
    const copy = new Forker().share(value as object).copy({ a: [value] });

    expect(copy.a[0]).toBe(value);
  });

  it("of plain data is equal, and has nothing of it in common", () => {
    fc.assert(
      fc.property(fc.object({ withMap: true, withSet: true, withTypedArray: true }), (original) => {
        const copy = new Forker().copy(original);

        expect(copy).toEqual(original);
        const inside = objectsIn(original);
        for (const object of objectsIn(copy)) expect(inside.has(object)).toBe(false);
      }),
    );
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
