/** A goal: whether a firmware does a deed, and does it for the reason that the deed is done for. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { buildImage } from "../../src/compile/build.ts";
import type { BuiltFirmware } from "../../src/compile/image.ts";
import { checkGoal } from "../../src/lesson/check-goal.ts";
import type { Act, Deed, FollowsSight, Sight, Story } from "../../src/lesson/goal.ts";
import { StoryTree } from "../../src/lesson/story-tree.ts";
import { livedWorld } from "../../src/subjects/lived-world.ts";
import { nodeTools } from "../../src/tasks/check-appliance.ts";
import { tempProject } from "../compile/temp-project.ts";

function built(main: string): BuiltFirmware {
  return buildImage(
    join(tempProject({ "main.ts": `import * as ds from "@devicescript/core";\n${main}` }), "main.ts"),
  );
}

/** Faults of a firmware, one for each deed. */
function faults(firmware: BuiltFirmware, ...deeds: readonly (readonly Story[])[]): (string | null)[] {
  const named = deeds.map((stories, i): Deed => ({ name: `deed ${i}`, stories }));
  return checkGoal({ deeds: named }, firmware, nodeTools()).deeds.map(({ fault }) => fault);
}

function story(...acts: readonly Act[]): Story {
  return { acts: [{ happens: scenario("start").wait("3s") }, ...acts] };
}

const PRESS = scenario("a press").press("button").wait("2s");
const lamp = (is: "on" | "off"): Sight => ({ what: "state", thing: "relay", is });
const LIT = story({ happens: PRESS, shows: [lamp("on")] });

const SWITCHED = built(`
const relay = new ds.Relay();
const button = new ds.Button();
let on = false;
button.down.subscribe(async () => {
  on = !on;
  await relay.enabled.write(on);
  console.log("target", on ? 22 : 122);
});
`);
const BY_ITSELF = built(`
const relay = new ds.Relay();
const button = new ds.Button();
button.down.subscribe(() => {});
setTimeout(async () => {
  await relay.enabled.write(true);
  console.log("target 22");
}, 4_000);
`);

describe("a deed", () => {
  it("is done by what its cause causes", () => {
    const off = story({ happens: PRESS, shows: [lamp("on")] }, { happens: PRESS, shows: [lamp("off")] });
    expect(faults(SWITCHED, [LIT], [off], [LIT, off])).toEqual([null, null, null]);
  });

  it("is not done by what would have come anyway", () => {
    expect(faults(BY_ITSELF, [LIT])).toEqual(["uncaused"]);
  });

  it("is not done by what never comes, or by what cannot be tried", () => {
    const button = built("new ds.Button().down.subscribe(() => {});\n");
    expect(faults(button, [LIT])).toEqual(["unseen"]);
    expect(faults(built(""), [LIT], [LIT, story()])).toEqual(["unseen", "unseen"]);
  });

  it("is not done where something comes that must not", () => {
    const idle = { happens: scenario("nothing").wait("5s") };
    expect(faults(SWITCHED, [story({ ...idle, never: [lamp("on")] })])).toEqual([null]);
    expect(faults(BY_ITSELF, [story({ ...idle, never: [lamp("on")] })])).toEqual(["forbidden"]);
  });

  it("is held against another cause where the goal names one, in the first act too", () => {
    const acts = (text: string): Act[] => [
      {
        happens: scenario("on").wait("3s").press("button").wait("1s"),
        otherwise: scenario(text).wait("4s"),
        shows: [lamp("on")],
      },
    ];
    expect(faults(SWITCHED, [{ acts: acts("nothing") }])).toEqual([null]);
    const twice: Act[] = [
      { ...acts("")[0], otherwise: scenario("other").wait("2s").press("button").wait("2s") },
    ];
    expect(faults(SWITCHED, [{ acts: twice }])).toEqual(["uncaused"]);
  });

  it("has to be done in all of its stories, each in a home of its own", () => {
    const never = story({ happens: scenario("nothing").wait("1s"), shows: [lamp("on")] });
    expect(faults(SWITCHED, [LIT, never], [LIT])).toEqual(["unseen", null]);
  });

  it("of a firmware that computes for ever ends", () => {
    const busy = built(
      "const button = new ds.Button();\nbutton.down.subscribe(() => {\n  while (true) {}\n});\n",
    );
    expect(faults(busy, [LIT])).toEqual(["unseen"]);
  });
});

describe("a line of the log", () => {
  const logged = (...has: string[]) => story({ happens: PRESS, shows: [{ what: "log", has }] });

  it("is told by all of its words, in large letters or small", () => {
    expect(faults(SWITCHED, [logged("TARGET", "22")], [logged("goal")])).toEqual([null, "unseen"]);
  });

  it("is not told by a number that is part of another one", () => {
    const second = story(
      { happens: PRESS },
      { happens: PRESS, shows: [{ what: "log", has: ["target", "22"] }] },
    );
    expect(faults(SWITCHED, [logged("target", "2")], [second])).toEqual(["unseen", "unseen"]);
  });

  it("counts only with its cause", () => {
    expect(faults(BY_ITSELF, [logged("target", "22")])).toEqual(["uncaused"]);
  });
});

describe("a text on a screen", () => {
  const shown = (once?: "forgets"): Sight => ({
    what: "text",
    thing: "character screen",
    text: "Forgotten",
    once,
  });
  const forgetting = (lines: string) =>
    built(`
const wifi = new ds.Wifi();
const screen = new ds.CharacterScreen();
const button = new ds.Button();
button.down.subscribe(async () => {
${lines}
});
`);
  const SAY = 'await screen.message.write("forgotten: all");\n';
  const FORGET = "await wifi.forgetAllNetworks();\n";
  // Nobody hands the network over: the board was set up before.
  const SOLD: Story = {
    acts: [{ happens: scenario("at home").wait("10s") }, { happens: PRESS, shows: [shown("forgets")] }],
  };

  it("counts once it is true", () => {
    expect(faults(forgetting(FORGET + SAY), [SOLD])).toEqual([null]);
  });

  it("does not count while it is not, even if it becomes true or is said again", () => {
    const wait = "await ds.sleep(500);\n";
    expect(faults(forgetting(SAY), [SOLD])).toEqual(["unseen"]);
    expect(faults(forgetting(SAY + wait + FORGET), [SOLD])).toEqual(["unseen"]);
    const clear = 'await screen.message.write("");\n';
    expect(faults(forgetting(SAY + clear + wait + FORGET + SAY), [SOLD])).toEqual(["unseen"]);
  });

  it("is one thing, and what is left in flash another", () => {
    const erased: Act = { happens: PRESS, shows: [{ what: "erases" }] };
    const firmware = forgetting(FORGET);
    const sold = (act: Act): Story => ({ acts: [SOLD.acts[0], act] });
    expect(
      faults(firmware, [sold({ happens: PRESS, shows: [{ what: "forgets" }] })], [sold(erased)]),
    ).toEqual([null, "unseen"]);
  });
});

describe("a number in requests", () => {
  const reporting = (body: string) =>
    built(`
import { fetch } from "tightlip/devs";
const thermometer = new ds.Temperature();
setInterval(async () => {
  const reading = await thermometer.reading.read();
  const response = await fetch("https://cloud.example/v1", { method: "POST", body: JSON.stringify(${body}) });
  await response.close();
}, 2_000);
`);
  const heated = (celsius: number) => scenario(`${celsius}`).set("temperature", celsius).wait("6s");
  const follows = (member?: string): FollowsSight => {
    return { what: "follows", reading: "temperature", to: "cloud.example", method: "POST", member };
  };
  const REPORTS = (member?: string): Story => ({
    acts: [
      { happens: scenario("start").wait("8s") },
      { happens: heated(80) },
      { happens: heated(20) },
      { happens: heated(50), shows: [follows(member)] },
    ],
  });

  it("may stand anywhere in them, in any unit", () => {
    const firmware = reporting("{ at: ds.millis(), room: [{ fahrenheit: Math.round(reading * 1.8 + 32) }] }");
    expect(faults(firmware, [REPORTS()], [REPORTS("fahrenheit")], [REPORTS("at")])).toEqual([
      null,
      null,
      "unseen",
    ]);
  });

  it.each([
    ["constant", "{ temperature: 21.5 }"],
    ["that grows with time", "{ temperature: ds.millis() }"],
    ["that is a text", '{ temperature: "" + reading }'],
  ])("does not pass where it is one %s", (_, body) => {
    expect(faults(reporting(body), [REPORTS()])).toEqual(["unseen"]);
  });

  it("may have to differ from home to home", () => {
    const told = (body: string) => {
      const acts: Act[] = [
        {
          happens: scenario("start").wait("8s"),
          shows: [{ what: "request", to: "cloud.example", same: "home", differs: "home", times: 2 }],
        },
      ];
      return faults(reporting(body), [{ acts }, { seed: 2, acts }]);
    };
    expect(told('{ home: ds.deviceIdentifier("self") }')).toEqual([null]);
    expect(told('{ home: "home" }')).toEqual(["uncaused"]);
    expect(told('{ home: ds.deviceIdentifier("self") + ds.millis() }')).toEqual(["unseen"]);
  });
});

describe("stories", () => {
  it("that begin alike are one home until they part", () => {
    const homes: string[] = [];
    const tree = new StoryTree();
    const staged = [LIT, LIT, story({ happens: scenario("nothing").wait("1s") }), { ...LIT, seed: 2 }].map(
      (one) => tree.add(one),
    );
    tree.play(({ seed }, { name }: ScenarioData) => {
      homes.push(`${seed ?? "any"}: ${name}`);
      return livedWorld(SWITCHED, {
        ...nodeTools(),
        seed,
        scenario: { name, steps: scenario("").wait("3s").steps },
      });
    });
    expect(homes).toEqual(["any: start", "2: start"]);
    expect(staged[1][1].main).toBe(staged[0][1].main);
    expect(staged[2][0].main).toBe(staged[0][0].main);
    expect(staged[2][1].main).not.toBe(staged[0][1].main);
    for (const { main } of staged.flat()) expect(main.played?.looks).not.toEqual([]);
  });

  it("are told the same in whatever order they are played", () => {
    const nothing = story({ happens: scenario("nothing").wait("5s"), never: [lamp("on")] });
    expect(faults(BY_ITSELF, [LIT], [nothing])).toEqual(faults(BY_ITSELF, [nothing], [LIT]).reverse());
  });
});
