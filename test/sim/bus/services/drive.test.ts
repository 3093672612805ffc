import { describe, expect, it } from "vitest";
import type { PeerAction } from "../../../../sim/bus/services/behaviour.ts";
import { BadScenario, scenario } from "../../../../sim/home/scenario.ts";
import type { World } from "../../../../sim/home/world.ts";
import { firmware, printed, run, SECOND } from "../../../firmware.ts";

/** Lines that the firmware prints because of these actions, each half a second after the one before. */
function linesAfter(world: World, ...actions: readonly [what: string, action: PeerAction][]): string[] {
  const before = printed(world).length;
  for (const [what, action] of actions) {
    world.bus.drive(what, action);
    world.runUntil(world.clock.nowMicros + SECOND / 2);
  }
  return printed(world)
    .slice(before)
    .filter((line) => !line.startsWith("encoder") && !line.startsWith("clock"));
}

describe("buttons and knobs", () => {
  const image = firmware("services/buttons");

  it("presses a button: down, pressed, up after as long as it was held", () => {
    const lines = linesAfter(run(image, 2), ["button", { do: "press", forMicros: 200_000 }]);
    expect(lines).toEqual(["button down", "button pressed true", "button up 200", "button pressed false"]);
  });

  it("holds a button: it says so every half second", () => {
    const world = run(image, 2);
    world.bus.drive("button", { do: "press", forMicros: 1_700_000 });
    world.runUntil(5 * SECOND);
    const lines = printed(world).filter((line) => /button (hold|up)/.test(line));
    expect(lines).toEqual(["button hold 500", "button hold 1000", "button hold 1500", "button up 1700"]);
  });

  it("keeps a button down from `set` to `set`", () => {
    const world = run(image, 2);
    world.bus.drive("button", { do: "set", to: 1 });
    world.runUntil(2.3 * SECOND);
    world.bus.drive("button", { do: "set", register: "pressed", to: false });
    world.runUntil(3 * SECOND);
    const lines = printed(world).filter((line) => /^button (down|up)/.test(line));
    expect(lines).toEqual(["button down", "button up 300"]);
  });

  it("flips a switch with each press, and sets it", () => {
    const press = ["switch", { do: "press" }] as const;
    const lines = linesAfter(run(image, 2), [...press], [...press], ["switch", { do: "set", to: true }]);
    expect(lines).toEqual(["switch on", "switch off", "switch on"]);
  });

  it("presses keys by label, by number and for long", () => {
    const lines = linesAfter(
      run(image, 2),
      ["matrix keypad", { do: "press", key: "#" }],
      ["matrixKeypad", { do: "press", key: 3, forMicros: 900_000 }],
      ["multitouch", { do: "press", key: 2 }],
      ["gamepad", { do: "press", key: "left" }],
    );
    expect(lines).toEqual([
      "keypad down 11",
      "keypad click 11",
      "keypad down 3",
      "touch 2",
      "tap 2",
      "keypad long click 3",
      "gamepad 1",
      "gamepad 0",
    ]);
  });

  it("turns a potentiometer and a rotary encoder", () => {
    const world = run(image, 2);
    expect(linesAfter(world, ["potentiometer", { do: "turn", to: 0.8 }])).toContain("knob turned up");
    world.bus.drive("rotary encoder", { do: "turn", to: -7 });
    world.runUntil(5 * SECOND);
    expect(printed(world)).toContain("encoder -7");
  });

  it("emits events with what a scenario puts into their fields", () => {
    const story = scenario("let go").wait("2s").emit("button", "up", 700).wait("1s");
    expect(printed(run(image, 3, { scenario: story }))).toContain("button up 700");
    const wrong = scenario("let go").wait("2s").emit("button", "up", "late");
    expect(() => run(image, 3, { scenario: wrong })).toThrow('button cannot emit up with ["late"]');
  });

  it.each<[string, PeerAction, string]>([
    ["button", { do: "turn", to: 1 }, "button cannot be turned; it can: press, set (pressure, "],
    ["potentiometer", { do: "press" }, "potentiometer cannot be pressed; it can: turn, set ("],
    ["button", { do: "set", register: "colour", to: 1 }, "button cannot set colour; it can: "],
    ["button", { do: "set", to: "hard" }, 'button cannot set pressure to "hard"; it can: '],
    ["button", { do: "emit", event: "explode" }, "emit (down, up, hold"],
    ["gamepad", { do: "press", key: "Z" }, "gamepad cannot press Z, its buttons are Left, Up"],
    ["matrix keypad", { do: "press", key: 99 }, "matrix keypad cannot press 99, its keys are 0 to 11"],
    ["doorbell", { do: "press" }, 'there is no "doorbell" on the bus'],
  ])("says in one line what %s can do when a scenario asks for something else", (what, action, message) => {
    const world = run(image, 1);
    const drive = () => world.bus.drive(what, action);
    expect(drive).toThrow(BadScenario);
    expect(drive).toThrow(message);
    expect(drive).not.toThrow("\n");
  });
});

describe("the room", () => {
  const image = firmware("services/presence");

  it("notices motion, magnets, noise and tilting once each time they begin or end", () => {
    const set = (what: string, to: number | boolean | number[]) => [what, { do: "set", to }] as const;
    const lines = linesAfter(
      run(image, 2),
      [...set("motion", true)],
      [...set("motion", true)],
      [...set("motion", false)],
      [...set("motion", true)],
      [...set("magnetic field level", 0.9)],
      [...set("magneticFieldLevel", 0.25)],
      [...set("magneticFieldLevel", 0)],
      [...set("sound level", 0.8)],
      [...set("sound level", 0.3)],
      [...set("sound level", 0.1)],
      [...set("accelerometer", [-1, 0, 0])],
      [...set("accelerometer", [0, 0, -1])],
      ["accelerometer", { do: "emit", event: "shake" }],
      ["power", { do: "set", register: "allowed", to: false }],
    );
    expect(lines.slice(0, -1)).toEqual([
      "movement",
      "movement",
      "magnet",
      "no magnet",
      "loud",
      "quiet",
      "tilted left",
      "face up",
      "shaken",
    ]);
    expect(lines.at(-1)).toMatch(/^power 0/);
  });

  it("tells the time of a clock that goes on, and of one that was set on the eve of a leap day", () => {
    const world = run(image, 42);
    const clock = printed(world).filter((line) => line.startsWith("clock"));
    expect(clock).toEqual([
      expect.stringMatching(/^clock \[2026,1,5,1,8,30,(9|10)\]$/),
      expect.stringMatching(/^clock \[2026,1,5,1,8,30,(19|20)\]$/),
      expect.stringMatching(/^clock \[2028,2,28,1,23,59,5\d\]$/),
      expect.stringMatching(/^clock \[2028,2,29,2,0,0,[45]\]$/),
    ]);
  });
});

describe("the wire", () => {
  const image = firmware("services/wire");

  it("gives two roles of a kind two peers, which a scenario tells apart by number", () => {
    const world = run(image, 2);
    const lines = linesAfter(
      world,
      ["temperature", { do: "set", to: 30 }],
      ["temperature 2", { do: "set", to: 10 }],
    );
    world.runUntil(6 * SECOND);
    const warm = printed(world).filter((line) => line.endsWith(" 30"));
    const cold = printed(world).filter((line) => line.endsWith(" 10"));
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set([...warm, ...cold]).size).toBe(2);
  });

  it("unbinds the role of a peer that is unplugged, and binds it when it is plugged in again", () => {
    const world = run(image, 3);
    const both = ["temperature", "temperature 2"];
    for (const name of both) world.bus.drive(name, { do: "unplug" });
    world.runUntil(8 * SECOND);
    for (const name of both) world.bus.drive(name, { do: "plug" });
    world.runUntil(12 * SECOND);
    const bindings = printed(world).filter((line) => line.startsWith("inside bound"));
    expect(bindings).toEqual(["inside bound true", "inside bound false", "inside bound true"]);
  });

  it("refuses unknown registers, unknown commands and writes to what can only be read", () => {
    const refused = printed(run(image, 5)).filter((line) => line.startsWith("not implemented"));
    expect(refused).toEqual(["ff1f", "ff2f", "bc0a", "0121"].map((command) => `not implemented ${command}`));
  });

  it("keeps settings of another device, secret ones hidden", () => {
    const lines = printed(run(image, 6)).filter((line) => line.startsWith("setting"));
    const store = (pin: string) =>
      ["name=0102", `$pin=${pin}`, "nothing=", "name="].map((s) => `setting ${s}`);
    expect([lines.slice(0, 4), lines.slice(4)]).toContainEqual(store("00"));
  });

  it("answers an I2C address where nobody is, and draws new random numbers for each read", () => {
    const lines = printed(run(image, 8));
    expect(lines).toContain("i2c status 1");
    expect(lines).toContain("random 64 true");
  });

  it("offers a peer for each role that the board does not serve itself, however late it comes", () => {
    const world = run(firmware("services/hosting"), 12);
    expect(printed(world)).toEqual(["setting 5", "own 77", "second true", "third true"]);
    expect(world.bus.drivable.map((peer) => peer.name)).not.toContain("settings");
  });
});
