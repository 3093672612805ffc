import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempProject } from "../compile/temp-project.ts";
import { lines, tightlip } from "./cli.ts";

const LEAKY = `import { readSetting } from "@devicescript/settings";
const token = await readSetting("token", "");
console.log("token " + token);
console.log("again " + token);
`;

describe("tightlip check --baseline", () => {
  it("is made, lets what is in it pass, and says what became of it", async () => {
    const project = tempProject({ "main.ts": LEAKY });
    const check = (...args: string[]) =>
      tightlip(["check", "main.ts", "--for", "1s", "--baseline", "known.json", ...args], { cwd: project });

    const why = ["--reason", "on the list", "--owner", "firmware team", "--ticket", "FW-12"];
    const made = await check("--update-baseline", ...why, "--expires", "9999-12-31");
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("leaks (all of it known)");
    const file = JSON.parse(readFileSync(join(project, "known.json"), "utf8"));
    expect(file.suppressions).toHaveLength(2);
    expect(file.suppressions[0]).toMatchObject({
      rule: "clear/log",
      reason: "on the list",
      owner: "firmware team",
      ticket: "FW-12",
    });

    writeFileSync(join(project, "main.ts"), `// A line more.\n${LEAKY.replace("again ", "once more ")}`);
    const { code, stdout, stderr } = await check("--json");
    expect(code).toBe(1);
    const [{ verdict, findings }] = JSON.parse(stdout).appliances;
    expect(verdict).toBe("leaks");
    const leaks = findings.filter(({ release }: { release: string | null }) => release === null);
    expect(leaks.map(({ suppressed }: { suppressed: unknown }) => suppressed)).toEqual([
      {
        ...{ reason: "on the list", owner: "firmware team", ticket: "FW-12" },
        ...{ expires: "9999-12-31", expired: false },
      },
      null,
    ]);
    expect(stderr).toContain(
      "known: settings.token → cable  clear at main.ts:4: on the list (owner: firmware team; ticket: FW-12) (until 9999-12-31)",
    );
    expect(stderr).toContain("! known.json: stale: clear/log, settings.token to cable, in main.ts");
  });

  it.each([
    [
      "a file that is not there",
      ["--baseline", "no.json"],
      "no.json: there is no such file; --update-baseline makes it",
    ],
    ["a file that is none", ["--baseline", "main.ts"], "main.ts: is not JSON"],
    ["an update of nothing", ["--update-baseline"], "--update-baseline needs --baseline FILE"],
    ["an owner of nothing", ["--baseline", "b", "--owner", "us"], "--owner says something of leaks"],
    ["a day that there is not", ["--baseline", "b", "--expires", "tomorrow"], "must be a day"],
  ])("refuses %s before anything is judged", async (_, options, complaint) => {
    const project = tempProject({ "main.ts": "const = ;\n" });
    const { code, stdout, stderr } = await tightlip(["check", "main.ts", ...options], { cwd: project });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toContain(complaint);
  });
});
