import { describe, expect, it } from "vitest";
import { scenario } from "../../../sim/home/scenario.ts";
import { Servers } from "../../../sim/net/servers.ts";
import { TROUBLE_NAMES, type Trouble } from "../../../sim/net/troubles.ts";
import { firmware, printed, run, SECOND, textOf } from "../../firmware.ts";

const HOST = "cloud.example";

/** A firmware that asks every five seconds, while the server is in trouble for the first 40. */
function askThrough(trouble: Trouble, host = HOST) {
  const story = scenario(trouble).trouble(host, trouble).wait("40s").trouble(host, null).wait("1s").reset();
  const started = performance.now();
  const world = run(firmware("fetcher"), 70, { scenario: story });
  const lines = (from: number, to: number) =>
    world.tape.events
      .filter(
        (e) =>
          e.channel === "log" &&
          textOf(e).startsWith("> ") &&
          e.atMicros >= from * SECOND &&
          e.atMicros < to * SECOND,
      )
      .map((e) => textOf(e).slice(2));
  return { world, during: lines(0, 40), after: lines(41, 70), tookMillis: performance.now() - started };
}

describe("a server in trouble", () => {
  it.each(TROUBLE_NAMES)(
    "that %s neither ends the run nor hangs it, and firmware that restarts afterwards is served",
    (trouble) => {
      const { world, after, tookMillis } = askThrough(trouble);

      expect(world.ended).toBeNull();
      expect(world.clock.nowMicros).toBe(70 * SECOND);
      expect(tookMillis).toBeLessThan(10_000);
      expect(after.at(-1)).toMatch(/^answer \d+: 200 2$/);
      // The device was alive to the end: it announced itself.
      const last = world.tape.events.findLast((e) => e.from === "device" && e.channel === "frame")!;
      expect(last.atMicros).toBeGreaterThan(69 * SECOND);
    },
  );

  it.each(["refuses", "resets", "garbage", "bad-certificate", "no-address"] as const)(
    "that %s is an error which firmware can catch",
    (trouble) => {
      const { during } = askThrough(trouble);

      expect(during.length).toBeGreaterThan(3);
      for (const line of during) expect(line).toMatch(/^failed \d+$/);
    },
  );

  it("that is silent answers nothing, and the firmware waits", () => {
    expect(askThrough("silent").during).toEqual([]);
  });

  it("that is slow answers eight seconds later", () => {
    const { world, during } = askThrough("slow");
    const asked = world.tape.events.find((e) => e.channel === "http" && e.kind === "write")!;
    const replied = world.tape.events.find((e) => e.channel === "http" && e.kind === "reply")!;

    expect(replied.atMicros - asked.atMicros).toBeGreaterThan(8 * SECOND);
    expect(during[0]).toBe("answer 1: 200 2");
  });

  it("with a bad certificate never sees what was meant for it", () => {
    const { world } = askThrough("bad-certificate");

    const seen = world.tape.events.filter(
      (e) => e.atMicros < 40 * SECOND && e.observers.includes("endpoint"),
    );
    expect(seen.every((e) => e.payload === null)).toBe(true);
    expect(seen.length).toBeGreaterThan(0);
  });

  it("shows the network the name that is looked up, with or without an answer", () => {
    const { world } = askThrough("no-address");
    const query = world.tape.events.find((e) => e.channel === "dns" && e.from === "device")!;

    expect(textOf(query)).toBe(HOST);
    expect(query.observers).toEqual(["network"]);
  });

  it("called * stands for all", () => {
    expect(askThrough("refuses", "*").during.length).toBeGreaterThan(3);
  });
});

describe("a scenario's replies", () => {
  it("come as often as they are asked for, then the server answers as before", () => {
    const story = scenario("replies").reply(HOST, "hello", { status: 404, times: 2 });

    const world = run(firmware("fetcher"), 25, { scenario: story });

    expect(printed(world).map((line) => line.replace(/^answer \d+: /, ""))).toEqual([
      "404 5",
      "404 5",
      "200 2",
      "200 2",
    ]);
  });

  it("have the headers that they are given, a type of their own among them", () => {
    const headers = { "X-Mode": "eco", "Content-Type": "text/plain" };
    const story = scenario("replies").reply(HOST, "", { times: 1, headers });

    const world = run(firmware("modes"), 12, { scenario: story });

    expect(printed(world)).toEqual(["mode eco, text/plain", "mode null, application/json"]);
  });

  it("are written by a server of one's own where there is one", () => {
    const servers = {
      [HOST]: (_: unknown, { number }: { number: number }) => ({ status: 200, body: "x".repeat(number) }),
    };

    const world = run(firmware("fetcher"), 16, { servers });

    expect(printed(world)).toEqual(["answer 1: 200 1", "answer 2: 200 2", "answer 3: 200 3"]);
  });
});

describe("a name", () => {
  it("leads to the same address of a documentation network each time, whatever the seed", () => {
    const address = new Servers({}).resolve(HOST);

    expect(address).toMatch(/^203\.0\.113\.\d{1,3}$/);
    expect(new Servers({}).resolve(HOST)).toBe(address);
  });

  it("that is poisoned leads elsewhere, where TLS fails and plain text arrives", () => {
    const story = scenario("poison").poison(HOST, "198.51.100.7");

    const tls = run(firmware("fetcher"), 12, { scenario: story });
    const plain = run(firmware("pairing"), 12, { scenario: story });

    expect(printed(tls)[0]).toBe("failed 1");
    expect(plain.tape.events.some((e) => e.channel === "http" && e.from === "device")).toBe(true);
    const answer = plain.tape.events.find((e) => e.channel === "dns" && e.from === "server")!;
    expect(textOf(answer)).toBe(`${HOST} 198.51.100.7`);
  });
});

describe("the broker that firmware is connected to", () => {
  it("brings an order and gets the state, both seen by the network when there is no TLS", () => {
    const story = scenario("order").wait("20s").publish("home/kettle/set", "boil");

    const world = run(firmware("mqtt"), 40, { scenario: story });

    expect(printed(world)).toContain("order boil");
    const packets = world.tape.events.filter((e) => e.channel === "mqtt");
    expect(packets.some((e) => e.from === "device" && textOf(e).includes("state-1"))).toBe(true);
    for (const packet of packets) expect(packet.observers).toEqual(["endpoint", "network"]);
  });

  it("sends an order that was retained before firmware first connected", () => {
    const story = scenario("retained").publish("home/kettle/set", "keep warm", true);

    const world = run(firmware("mqtt"), 20, { scenario: story });

    // Firmware may listen too late, as DeviceScript's client does: that is its own affair.
    const replies = world.tape.events.filter((e) => e.channel === "mqtt" && e.kind === "reply");
    expect(replies.some((e) => textOf(e).includes("home/kettle/setkeep warm"))).toBe(true);
  });
});
