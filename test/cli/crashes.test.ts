/** Crashes say why: the exception, and what the simulated world lacks that a real home has. */
import { describe, expect, it } from "vitest";
import { canary } from "../../src/judge/policy/secret.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import { tempProject } from "../compile/temp-project.ts";
import { lines, tightlipEach } from "./cli.ts";

const READ = `import { readSetting } from "@devicescript/settings";
const token = await readSetting<string>("token");
`;
const FIRMWARE = {
  pins: `import "@devicescript/gpio";
import { GPIOMode } from "@devicescript/core";
import { pins } from "@dsboard/esp32_devkit_c";
pins.P13.setMode(GPIOMode.Output);
`,
  gpio: `import "@devicescript/gpio";
import { gpio, GPIOMode } from "@devicescript/core";
gpio(2).setMode(GPIOMode.Output);
`,
  board: `import * as ds from "@devicescript/core";
import { pins } from "@dsboard/esp32_devkit_c";
import { startButton } from "@devicescript/servers";
if (!ds.isSimulator()) throw new Error("too real");
startButton({ pin: pins.P13 });
`,
  network: `import { fetch } from "@devicescript/net";
${READ}await fetch("https://api.example/", { method: "POST", body: token });
`,
  setting: `${READ}const home = await readSetting<{ url: string }>("home");
console.log(home.url.length, token);
`,
  clear: `${READ}throw new Error("no use for " + token);\n`,
  encoded: `${READ}throw new Error("no use for " + Buffer.from(token).toString("hex"));\n`,
  cut: `${READ}throw new Error("no use for " + token.slice(2, 7));\n`,
  computed: `${READ}let text = "";
for (let i = 0; i < 8; i++) text = text + ((token.charCodeAt(i) * 7 + i * i) % 251) + " ";
throw new Error(text);
`,
  early: `import { fetch } from "@devicescript/net";
${READ}const answer = await fetch("https://api.example/", { method: "POST", body: token });
await answer.close();
throw new RangeError("enough of it");
`,
};
type Name = keyof typeof FIRMWARE;

const TOKEN = canary("settings.token", 1);
const project = tempProject(
  Object.fromEntries(Object.entries(FIRMWARE).map(([name, text]) => [`${name}/main.ts`, text])),
);
const NO_WIFI = '{"name":"no WiFi","steps":[{"do":"loseWifi"}]}';

const steps = (Object.keys(FIRMWARE) as Name[]).flatMap((name) => {
  const options = ["--for", "20s", ...(name === "network" ? ["--scenario", NO_WIFI] : [])];
  return [
    { name, args: ["check", name, ...options] },
    { name, args: ["run", name, ...options] },
  ];
});
const outcomes = await tightlipEach(
  steps.map(({ args }) => args),
  { cwd: project },
);

/** Words of check and run on the crash. */
function said(name: Name): [check: string, run: string] {
  const [check, run] = outcomes.filter((_, i) => steps[i]!.name === name);
  return [check!.stdout, lines(run!.stderr).find((line) => line.startsWith("✖")) ?? ""];
}

describe("a crash", () => {
  it.each<[name: Name, cause: string]>([
    ["pins", "TypeError: getting field 'setMode' of undefined; pins are not simulated: use services"],
    ["gpio", 'pin 2 not exposed; available: ["prototype"]; pins are not simulated: use services'],
    ["network", "no network; there is no network in this scenario that the board has joined"],
    [
      "setting",
      "getting field 'url' of undefined; home has no value in this world; the policy's \"settings\" gives one",
    ],
    ["clear", "Error: no use for ‹settings.token›"],
    ["encoded", "Error: no use for ‹settings.token›"],
    ["early", "RangeError: enough of it"],
  ])("says its line, its exception and what is missing: %s", (name, cause) => {
    for (const text of said(name)) {
      expect(text).toMatch(
        /the firmware crashed at \S+main\.ts:\d+: unhandled exception \(panic 60005\) after [\d.]+ s: /,
      );
      expect(text).toContain(cause);
    }
  });

  it("does not quote what was computed from a secret", () => {
    expect(said("computed")[0]).toMatch(
      /crashed at computed\/main\.ts:5: unhandled exception .*: ‹depends on a secret›/,
    );
    for (const text of said("cut")) expect(text).not.toContain(TOKEN.value.slice(2, 7));
  });

  it("is noted beside a leak", () => {
    const [check] = said("early");
    expect(check).toMatch(/^✖ early leaks/);
    expect(check).toMatch(/note: the firmware crashed at .*: what it would do afterwards was not seen/);
  });

  it("shows no secret in any encoding", () => {
    const scanner = new Scanner([TOKEN]);
    for (const { stdout, stderr } of outcomes)
      expect(scanner.scan(new TextEncoder().encode(stdout + stderr))).toEqual([]);
  });
});

describe("the board that firmware finds itself on", () => {
  const NOTE = "crashes at once on esp32_devkit_c";

  it("is the one whose pins it imports", () => {
    expect(said("board")[0]).toContain(NOTE);
  });

  it("is not blamed for a crash that the simulator's own board has as well", () => {
    expect(said("pins")[0]).toContain("the firmware crashed at");
    expect(said("pins")[0]).not.toContain(NOTE);
  });
});
