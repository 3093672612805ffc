import { describe, expect, it } from "vitest";
import { BadScenario, scenario } from "../../../sim/home/scenario.ts";
import { firmware, lineOf, linesWith, printed, run, SECOND, settings, textOf } from "../../firmware.ts";
import { judged } from "../../judge/judged.ts";

describe("a register of the firmware's own that the phone writes", () => {
  const image = firmware("lamp");
  const play = (...written: Parameters<ReturnType<typeof scenario>["write"]>) =>
    run(image, 4, {
      scenario: scenario("dimmed")
        .wait("2s")
        .write(...written)
        .ask("lightBulb", "brightness"),
    });

  it("reaches the firmware, which answers with it from then on", () => {
    const world = play("lightBulb", "brightness", 0.5);

    expect(printed(world)).toEqual(["brightness 0.5"]);
    const [written] = world.tape.events.filter((e) => e.from === "phone" && e.atMicros > 2 * SECOND);
    expect(written.observers).toEqual(["bus", "cable"]);
    expect(lineOf(written)).toBe(linesWith(image, "console.log")[0]);
  });

  it("that there is not, or that can only be read, is a step that cannot be", () => {
    expect(() => play("lightBulb", "colour", 1)).toThrow(/service "lightBulb" has no "colour".*brightness/);
    expect(() => play("lightBulb", "dimmable", true)).toThrow(BadScenario);
    expect(() => play("doorLock", "brightness", 1)).toThrow(/It offers: lightBulb/);
  });
});

describe("the name of a service that firmware offers", () => {
  const image = firmware("named-after-token");
  const named = (world: ReturnType<typeof run>) =>
    world.tape.events.filter((e) => e.from === "device" && textOf(e).includes("lamp "));

  it("is asked for by the phone once, restarts included, and seen at the cable", () => {
    const world = run(image, 10, {
      scenario: scenario("restarted").wait("4s").reset(),
      settings: settings({ token: "sesame" }),
    });

    expect(named(world).map((e) => [textOf(e).slice(-11), e.observers])).toEqual([
      ["lamp sesame", ["cable"]],
    ]);
    expect(world.tape.events.filter((e) => e.from === "phone" && e.kind === "command")).toHaveLength(1);
  });

  it("that is made of a secret is a leak", () => {
    const { word, findings } = judged(image, { virtualMicros: 3 * SECOND, policy: {} });

    expect(word).toBe("leaks");
    expect(findings.filter((f) => f.allowed === null).map((f) => [f.secret, f.degree, f.observer])).toEqual([
      ["settings.token", "clear", "cable"],
    ]);
  });
});

describe("an appliance that the owner removes from the app", () => {
  const story = scenario("removed").provision().wait("5s").forget().wait("3s");

  it.each(["forgets", "devs/provisioned"])("is asked to forget its home, and nothing more: %s", (name) => {
    const world = run(firmware(name), 8, { scenario: story });

    expect(printed(world).at(-1)).toBe("forgets");
    expect(world.wifi.knowsNetwork).toBe(false);
    // It is no reset: the board goes on, and nobody else erased anything.
    expect(world.tape.events.filter((e) => e.channel === "flash")).toEqual([]);
  });

  it("hears nothing where the firmware offers no way to be set up", () => {
    expect(printed(run(firmware("lamp"), 8, { scenario: story }))).toEqual([]);
  });
});

describe("a setting that somebody writes at the cable", () => {
  const image = firmware("reads-settings");

  it.each([
    ["text", "eco"],
    ["empty text", ""],
    ["number", -2.5],
    ["true", true],
    ["list", [1, "two", [false]]],
    ["object", { fan: { speed: 3 }, name: null }],
  ])("is read the next time, after a restart too: %s", (_, value) => {
    const story = scenario("written")
      .wait("2s")
      .writeSetting("mode", value)
      .press("button")
      .wait("1s")
      .reset();

    const world = run(image, 8, { scenario: story });

    const json = JSON.stringify(value);
    expect(printed(world)).toEqual(['"none"', json, json]);
  });

  it("takes the place of the value that the board came with", () => {
    const story = scenario("replaced").wait("2s").writeSetting("mode", "eco").press("button");

    const world = run(image, 5, { scenario: story, settings: settings({ mode: "boost" }) });

    expect(printed(world)).toEqual(['"boost"', '"eco"']);
  });

  it("is not the firmware's doing, unlike what it had written there itself", () => {
    const program = firmware("settings");
    const story = scenario("whose").wait("3s").writeSetting("note", "of a stranger").wait("100ms").handOver();

    const world = run(program, 5, { scenario: story });

    const notes = world.tape.events.filter((e) => e.channel === "flash" && e.to === "note");
    expect(notes.map((e) => [textOf(e), e.kind, e.platform ?? null, lineOf(e)])).toEqual([
      ['"first-note-of-this-start"', "residue", null, expect.any(String)],
      ['"second-note-of-this-start"', "residue", null, linesWith(program, "second-note")[0]],
      ['"of a stranger"', "entry", "platform/store", null],
    ]);
  });

  it("that no frame can hold, or that nobody listens to yet, is a step that cannot be", () => {
    const long = scenario("long").wait("2s").writeSetting("mode", "x".repeat(230));
    const early = scenario("early").writeSetting("mode", "eco");

    expect(() => run(image, 3, { scenario: long })).toThrow(BadScenario);
    expect(() => run(image, 3, { scenario: long })).toThrow(/"mode" is too long/);
    expect(() => run(image, 3, { scenario: early })).toThrow(/the device needs a second to start/);
  });
});
