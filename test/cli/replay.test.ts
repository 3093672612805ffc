import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { anyShellReplay } from "../../src/report/replay.ts";
import { tempProject } from "../compile/temp-project.ts";
import { REPOSITORY, tightlip } from "./cli.ts";

const DAY = {
  name: "a day",
  steps: [
    { do: "wait", for: "8s" },
    { do: "reset" },
    { do: "wait", for: "10s" },
    { do: "loseWifi", for: "3s" },
    { do: "wait", for: "20s" },
    { do: "set", what: "temperature", to: 70 },
    { do: "wait", for: "10s" },
  ],
};

/** The words that a shell makes of a line. */
function words(line: string): string[] {
  const shown = execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
  return shown.trimEnd().split("\n");
}

async function findings(args: readonly string[], cwd?: string) {
  const { stdout } = await tightlip([...args, "--json"], { cwd });
  const [appliance] = JSON.parse(stdout).appliances;
  return appliance.findings.filter((f: { release: string | null }) => f.release === null);
}

describe("the replay line of a finding", () => {
  it("reproduces it when it is pasted into a shell, with no more happening than it takes", async () => {
    const all = await findings(["check", "test/firmware/trigger.ts", "--scenario", JSON.stringify(DAY)]);
    expect(all).not.toEqual([]);
    for (const { replay, ...finding } of all) {
      const [command, ...args] = words(replay);
      expect(command).toBe("tightlip");
      expect(JSON.parse(args[args.indexOf("--scenario") + 1]).steps).toEqual([
        { do: "wait", for: "38s" },
        { do: "set", what: "temperature", to: 70 },
      ]);
      const again = await findings(args);
      expect(again).toContainEqual(expect.objectContaining(finding));
    }
  });
  it("comes to the same in the form for any shell, for a firmware with a space in its path", async () => {
    const main = "my alarm/main.ts";
    const cwd = tempProject({ [main]: readFileSync(join(REPOSITORY, "test/firmware/trigger.ts"), "utf8") });
    const [first] = await findings(["check", main, "--scenario", JSON.stringify(DAY)], cwd);
    const scenario = JSON.parse(words(first.replay).at(-1)!);
    const origin = { kind: "run", scenario, circumstances: {}, declared: false } as const;
    const any = anyShellReplay(main, { atMicros: first.atMicros, origin }, 1, null)!;
    expect(any).toMatch(/^tightlip check "my alarm\/main\.ts" [\w .-]+ --scenario base64:[\w-]+$/);
    const [plain, other] = [first.replay, any].map((line) => words(line).slice(1));
    const again = await findings(plain!, cwd);
    expect(again).toContainEqual(first);
    expect(await findings(other!, cwd)).toEqual(again);
  });
});
