/** `--quiet` and `--verbose`: less, and more, than a check says of several firmwares. */
import { beforeAll, describe, expect, it } from "vitest";
import { tempProject } from "../compile/temp-project.ts";
import { lines, tightlip } from "./cli.ts";

const TELLS = `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
`;
const KEEPS = `import { readSetting } from "@devicescript/settings";
const token: string = await readSetting("token", "");
console.log(token.length > 0);
`;

let cwd: string;
beforeAll(() => {
  cwd = tempProject({ "leaky/main.ts": TELLS, "quiet/main.ts": KEEPS });
});

function check(...args: readonly string[]) {
  return tightlip(["check", "leaky", "quiet", "--for", "1s", ...args], { cwd });
}

describe("tightlip check --quiet", () => {
  it("says only what is not fine, and how many there are", async () => {
    const { code, stdout, stderr } = await check("--quiet", "--report", "md");
    expect(code).toBe(1);
    expect(stdout).toContain("✖ leaky leaks");
    expect(stdout).not.toContain("quiet keeps");
    expect(lines(stdout).at(-1)).toBe("1 × keeps, 1 × leaks");
    expect(stderr).toBe("");
  });

  it("says nothing of a single firmware that is fine", async () => {
    const { code, stdout, stderr } = await tightlip(["check", "quiet", "--for", "1s", "--quiet"], { cwd });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("tightlip check --verbose", () => {
  it("says of each of several what it says of one", async () => {
    const { stdout } = await check("--verbose");
    expect(stdout.match(/virtual time in \d+ runs/g)).toHaveLength(2);
    expect((await check()).stdout).not.toMatch(/virtual time in \d+ runs/);
  });

  it("is not to be quiet as well", async () => {
    const { code, stderr } = await check("--verbose", "--quiet");
    expect(code).toBe(2);
    expect(stderr).toContain('"--quiet" cannot be used with option "--verbose"');
  });
});
