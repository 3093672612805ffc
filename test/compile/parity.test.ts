import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { writeArtefacts } from "../../src/compile/artefacts.ts";
import { buildImage } from "../../src/compile/build.ts";
import { allFiles, emptyCache, tempProject } from "./temp-project.ts";

const DEVS = join(
  dirname(createRequire(import.meta.url).resolve("@devicescript/cli/package.json")),
  "devicescript",
);

interface Sample {
  readonly name: string;
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
}

const PLAIN: Sample = {
  name: "a plain project",
  main: "src/main.ts",
  files: {
    "package.json": JSON.stringify({ name: "kettle", version: "1.2.3" }),
    "src/main.ts": `
import * as ds from "@devicescript/core"
import { fetch } from "@devicescript/net"
import { readSetting, writeSetting } from "@devicescript/settings"
import { describe as heat, Level } from "./heat"

const thermometer = new ds.Temperature()
const button = new ds.Button()

button.down.subscribe(async () => {
    await writeSetting("presses", ((await readSetting<number>("presses")) ?? 0) + 1)
})
setInterval(async () => {
    const celsius = await thermometer.reading.read()
    const level: Level = celsius > 60 ? Level.hot : Level.cold
    console.log(\`\${heat(level)} at \${celsius} — \${JSON.stringify({ celsius, at: ds.millis() })}\`)
    const reply = await fetch("https://example.com/t", { method: "POST", body: "{}" })
    console.log(reply.status)
}, 5000)
`,
    "src/heat.ts": `
export enum Level { cold, hot }
const words = ["cold", "hot"]
/** In words. */
export function describe(level: Level) {
    return words[level]
}
class Unused { private count = 0; add(by = 1) { this.count += by } }
export const unused = new Unused()
`,
  },
};

const EXTENDED: Sample = {
  name: "a project with services, a board and settings of its own",
  main: "src/main.ts",
  files: {
    "package.json": `{ "name": "ghost-meter", /* JSON5 */ "version": "0.0.1", }`,
    "services/psychomagnothericenergy.md": `# Psychomagnotheric Energy

    identifier: 0x1f1dc7d5
    extends: _sensor

Measures the presence of ghosts.

    enum Kind: u8 {
        Slimer = 1,
        Poltergeist = 2,
    }

## Registers

    ro energy: u0.16 / @ reading

A measure of the presence of ghosts.

    rw threshold?: u0.16 / @ 0x80

From where on there is one.

## Commands

    command bust @ 0x80 {
        kind: Kind
        name: string
    }

Busts a ghost.

## Events

    event ghost @ 0x80

There is one.
`,
    "services/README.md": "# Not a service",
    "boards/ghost_board.board.json": JSON.stringify({
      $description: "A board for ghosts.",
      archId: "esp32c3",
      devName: "Ghost board",
      productId: "0x3a7b1c2d",
      pins: { P0: 0, P1: 1 },
    }),
    ".env.defaults": "interval=5\nname=ghost meter\n",
    ".env.local": "token=hunter2hunter2\n",
    "src/main.ts": `
import { pins } from "@dsboard/ghost_board"
import * as ds from "@devicescript/core"
const meter = new ds.PsychomagnothericEnergy()
meter.reading.subscribe(async v => {
    if (v > 0.5) await meter.bust(ds.PsychomagnothericEnergyKind.Slimer, "slimer")
})
console.log(pins.P0)
`,
  },
};

const LIBRARY: Sample = {
  name: "a project with a library from npm and another entry than main.ts",
  main: "src/door.ts",
  files: {
    "package.json": JSON.stringify({ name: "house" }),
    "node_modules/colors-lib/package.json": JSON.stringify({
      name: "colors-lib",
      main: "./src/index.ts",
      devicescript: { library: true },
    }),
    "node_modules/colors-lib/src/index.ts": `
import { clamp } from "./clamp"
export function red(level: number) { return clamp(level) << 16 }
`,
    "node_modules/colors-lib/src/clamp.ts":
      "export function clamp(v: number) { return Math.max(0, Math.min(255, v)) }\n",
    "src/door.ts": `
import { red } from "colors-lib"
import { schedule } from "@devicescript/runtime"
schedule(async ({ counter }) => { console.log("door", red(counter)) }, { timeout: 1000, interval: 2000 })
`,
  },
};

describe("tightlip's build and devs build", () => {
  const byStock = new Map<Sample, Map<string, Buffer>>();

  beforeAll(async () => {
    const samples = [PLAIN, EXTENDED, LIBRARY].map(async (sample) => {
      const root = tempProject(sample.files);
      await promisify(execFile)(process.execPath, [DEVS, "build", sample.main], { cwd: root });
      byStock.set(sample, allFiles(join(root, ".devicescript")));
    });
    await Promise.all(samples);
  });

  it.each([PLAIN, EXTENDED, LIBRARY])("make the same files of $name", (sample) => {
    const root = tempProject(sample.files);
    const { artefacts } = buildImage(join(root, sample.main), { cache: emptyCache(), forRelease: true });
    writeArtefacts(root, artefacts);

    const made = allFiles(join(root, ".devicescript"));
    const expected = byStock.get(sample)!;
    expect([...made.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, content] of expected)
      expect(made.get(path)!.toString("latin1"), path).toBe(content.toString("latin1"));
  });
});
