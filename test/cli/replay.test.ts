import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { anyShellReplay } from "../../src/report/replay.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { lines, type Outcome, REPOSITORY, tightlip } from "./cli.ts";

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

describe("tightlip replay", () => {
  const LEAKY = readFileSync(join(REPOSITORY, "test/firmware/trigger.ts"), "utf8");
  const env = { TIGHTLIP_CACHE: join(tempFolder(), "cache") };
  const cwd = tempProject({
    "package.json": "{}",
    "my alarm/main.ts": LEAKY,
    "one/src/main.ts": LEAKY,
    "two/src/main.ts": LEAKY,
  });
  const at = (folder = ".") => ({ cwd: join(cwd, folder), env });
  let finding: { readonly replay: string; readonly replayId: string };
  let printed: string;
  beforeAll(async () => {
    const options = ["--scenario", JSON.stringify(DAY)];
    const args = ["check", "my alarm/main.ts", ...options];
    [finding] = JSON.parse((await tightlip([...args, "--json"], at())).stdout).appliances[0].findings.filter(
      (f: { release: string | null }) => f.release === null,
    );
    printed = (await tightlip(args, at())).stdout;
    for (const folder of ["one", "two"]) await tightlip(["check", "src/main.ts", ...options], at(folder));
  });

  function refusal({ code, stdout, stderr }: Outcome): string {
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr)).toHaveLength(1);
    return stderr;
  }

  it("runs the command that the id beside a leak stands for, from anywhere in the project", async () => {
    expect(printed).toContain(`\n      or: tightlip replay ${finding.replayId}\n`);
    const pasted = await tightlip([...words(finding.replay).slice(1), "--json"], at());
    const [here, below, short] = await Promise.all([
      tightlip(["replay", finding.replayId, "--json"], at()),
      tightlip(["replay", finding.replayId, "--json"], at("one/src")),
      tightlip(["replay", finding.replayId.slice(0, 6).toUpperCase(), "--json"], at()),
    ]);
    expect(pasted.code).toBe(1);
    for (const { code, stdout } of [here, below, short])
      expect({ code, stdout }).toEqual({ code: 1, stdout: pasted.stdout });
    expect(lines(here.stderr)[0]).toBe(`${finding.replay} --json`);
    expect(lines(below.stderr)[0]).toBe(`${finding.replay} --json (in ${join("..", "..")})`);
  });

  it("prints it, lists what there is, and is completed", async () => {
    const print = await tightlip(["replay", finding.replayId, "--print"], at());
    expect(print).toEqual({ code: 0, stdout: `${finding.replay}\n`, stderr: "" });
    const list = await tightlip(["replay"], at());
    expect(list.stdout).toMatch(new RegExp(`^${finding.replayId}  \\S+ → \\w+.*\\n +tightlip check '`, "m"));
    const completed = await tightlip(["complete", "--", "replay", finding.replayId.slice(0, 3)], at());
    expect(completed.stdout.split("\t")[0]).toBe(finding.replayId);
  });

  it("says in a line what to do about an id that is not known", async () => {
    const wrong = `${finding.replayId.slice(0, -1)}x`;
    expect(refusal(await tightlip(["replay", wrong], at()))).toBe(
      `✖ ${wrong}: no check of this project on this machine had this replay. Did you mean "${finding.replayId}"? Run the check again, and take an id from what it prints.\n`,
    );
    const elsewhere = { cwd: tempProject({ "package.json": "{}" }), env };
    expect(refusal(await tightlip(["replay", finding.replayId], elsewhere))).toContain(
      "no check of this project was made on this machine",
    );
    expect(refusal(await tightlip(["replay", "--json"], at()))).toContain("Name the id of a replay");
  });

  it("asks for more of an id that several begin with, and takes none that is cut too short", async () => {
    const keep = { TIGHTLIP_CACHE: join(tempFolder(), "cache") };
    const project = tempProject({ "package.json": "{}" });
    const script = `
      import { keepReplays } from ${JSON.stringify(pathToFileURL(join(REPOSITORY, "dist/src/kept-replays.js")).href)};
      const of = (id) => ({ id, command: "tightlip boards --json", leaks: ["wifi.psk → cable"] });
      keepReplays(["rab12cd34", "rab12cd99", "rab34cd34"].map(of), console.warn);`;
    execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      ...{ cwd: project, env: { ...process.env, ...keep } },
    });
    const replay = (id: string) => tightlip(["replay", id], { cwd: project, env: keep });
    expect(refusal(await replay("rab1"))).toBe(
      "✖ rab1: stands for rab12cd34 and rab12cd99. Write one of them out.\n",
    );
    expect(refusal(await replay("ab"))).toMatch(
      /^✖ ab: no check of this project on this machine had this replay\./,
    );
    expect((await replay("rab3")).stdout).toContain("esp32c3_bare");
  });

  it("asks for the folder where the same command was made in two", async () => {
    const { stdout } = await tightlip(["replay"], at());
    const id = /^(r\w+) .*\n +tightlip check src\/main\.ts/m.exec(stdout)![1]!;
    expect(refusal(await tightlip(["replay", id], at()))).toBe(
      `✖ ${id}: stands for the same command in one and two. Run it in one of these folders.\n`,
    );
    expect((await tightlip(["replay", id], at("two"))).code).toBe(1);
  });

  it("runs no command that somebody else has put into the cache", async () => {
    const forged = { TIGHTLIP_CACHE: join(tempFolder(), "cache") };
    const [from, to] = [env, forged].map(({ TIGHTLIP_CACHE }) => join(TIGHTLIP_CACHE, "replays"));
    mkdirSync(to!, { recursive: true });
    for (const name of readdirSync(from!)) {
      const text = readFileSync(join(from!, name), "latin1");
      writeFileSync(join(to!, name), text.replace("--seed 1", "--seed 2"), "latin1");
    }
    expect(refusal(await tightlip(["replay", finding.replayId], { cwd, env: forged }))).toContain(
      "no check of this project was made",
    );
  });
});
