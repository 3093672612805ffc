import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { tightlip } from "./cli.ts";

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

async function findings(args: readonly string[]) {
  const { stdout } = await tightlip([...args, "--json"]);
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
});
