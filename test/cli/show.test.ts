/** `tightlip show` with a desktop's opener that only writes down what it was given. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { addFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { HAS_TERMINAL, lines, MAIN, type Outcome, tightlip, tightlipEach } from "./cli.ts";

/** Nothing that keeps a browser from being started, and the desktop whose opener is `gio`. */
const DESKTOP = {
  ...{ CI: "", SSH_CONNECTION: "", SSH_TTY: "", WAYLAND_DISPLAY: "", WSL_DISTRO_NAME: "" },
  ...{ DISPLAY: ":9", XDG_CURRENT_DESKTOP: "GNOME" },
};

interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A project with a cache of its own. */
function place(): Place {
  const cwd = tempProject({ "main.ts": 'console.log("hello");\n', "package.json": "{}" });
  return { cwd, env: { TIGHTLIP_CACHE: join(tempFolder(), "cache") } };
}

async function checked(at: Place, report: string): Promise<Place> {
  const { stderr } = await tightlip(
    ["check", "main.ts", "--for", "1s", "--no-cache", "--report", report],
    at,
  );
  expect(stderr).toBe("");
  return at;
}

function refusal({ code, stdout, stderr }: Outcome): string {
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(lines(stderr)).toHaveLength(1);
  return stderr;
}

describe("tightlip show", () => {
  it("names the last report of the project, from wherever in it", async () => {
    const at = await checked(place(), "html,md");
    mkdirSync(join(at.cwd, "src"));
    const path = join(at.cwd, "tightlip.html");
    expect(await tightlip(["show", "--print"], { ...at, cwd: join(at.cwd, "src") })).toEqual({
      ...{ code: 0, stdout: `${path}\n`, stderr: "" },
    });
    await checked(at, "html=other.html");
    expect((await tightlip(["show", "--print"], at)).stdout).toBe(`${join(at.cwd, "other.html")}\n`);
    expect((await tightlip(["show", "--print", "tightlip.html"], at)).stdout).toBe(`${path}\n`);
  });

  it("names that of a scan, and of a comparison of versions", async () => {
    const at = place();
    addFiles(at.cwd, { "a.log": "nothing\n", "secrets.json": '{ "wifi.psk": "a-long-passphrase" }' });
    const scan = ["scan", "a.log", "--secrets", "secrets.json", "--report", "html=scan.html"];
    const diff = ["diff", "main.ts", "main.ts", "--for", "1s", "--report", "html"];
    const print = ["show", "--print"];
    const [, scanned, , compared] = await tightlipEach([scan, print, diff, print], at);
    expect(scanned).toEqual({ code: 0, stdout: `${join(at.cwd, "scan.html")}\n`, stderr: "" });
    expect(compared!.stdout).toBe(`${join(at.cwd, "tightlip.diff.html")}\n`);
  });

  it.each([
    ["in CI", { CI: "true" }],
    ["over SSH", { SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22" }],
    ["without a terminal", {}],
  ])("starts no browser %s, and says so", async (why, more) => {
    const at = place();
    addFiles(at.cwd, { "old.html": "<p>old</p>" });
    const env = { ...at.env, ...DESKTOP, ...more };
    expect(await tightlip(["show", "old.html"], { ...at, env })).toEqual({
      code: 0,
      stdout: `${join(at.cwd, "old.html")}\n`,
      stderr: `No browser is started ${why}. The report:\n`,
    });
  });

  it("says in a line how to make a report where there is none", async () => {
    expect(refusal(await tightlip(["show"], place()))).toBe(
      "✖ There is no report yet. Make one: tightlip check --report html\n",
    );
  });

  it("refuses in a line what is no report", async () => {
    const at = place();
    addFiles(at.cwd, { "notes.txt": "", "folder.html/.keep": "" });
    const outcomes = await tightlipEach(
      ["gone.html", "notes.txt", "folder.html"].map((file) => ["show", file]),
      at,
    );
    expect(outcomes.map(refusal)).toEqual([
      expect.stringContaining("gone.html: is not there. Name a report"),
      expect.stringContaining("notes.txt: is not named as a page, which ends in .html"),
      expect.stringContaining("folder.html: is a folder"),
    ]);
  });
});

describe.skipIf(process.platform === "win32")("the last report, of a checkout that changes", () => {
  let at: Place;
  let path: string;
  beforeAll(async () => {
    at = place();
    path = join(at.cwd, "out/tightlip.html");
    mkdirSync(join(at.cwd, "out"));
    await checked(at, "html=out/tightlip.html");
  });

  const EVIL = "<script>location = 'https://evil.example/'</script>";
  it.each<[string, () => void, string]>([
    ["is not there any more", () => {}, "is not there. Make it again: tightlip check --report html"],
    [
      "is another page now",
      () => addFiles(at.cwd, { "out/tightlip.html": EVIL }),
      "is not the report that tightlip wrote there",
    ],
    [
      "is a link now",
      () => symlinkSync(join(tempFolder({ "evil.html": EVIL }), "evil.html"), path),
      "is reached through a link",
    ],
    ["is a folder now", () => mkdirSync(path), "is a folder"],
    ["is a pipe now", () => spawnSync("mkfifo", [path]), "is not a plain file"],
  ])("%s, and is not shown", async (_, change, complaint) => {
    const aside = join(at.cwd, "aside.html");
    renameSync(path, aside);
    change();
    try {
      expect(refusal(await tightlip(["show", "--print"], at))).toContain(`${path}: ${complaint}`);
    } finally {
      rmSync(path, { recursive: true, force: true });
      renameSync(aside, path);
    }
  });

  it("lies behind a link now, and is not shown", async () => {
    renameSync(join(at.cwd, "out"), join(at.cwd, "elsewhere"));
    symlinkSync("elsewhere", join(at.cwd, "out"));
    const named = await tightlip(["show", "out/tightlip.html"], at);
    const last = await tightlip(["show"], at);
    rmSync(join(at.cwd, "out"));
    renameSync(join(at.cwd, "elsewhere"), join(at.cwd, "out"));
    expect(refusal(named)).toContain("out is a link, and links in a project are not followed");
    expect(refusal(last)).toContain("is reached through a link");
  });

  it("is not that of a pointer which somebody else put into the cache", async () => {
    const other = place();
    const kept = join(at.env.TIGHTLIP_CACHE!, "reports");
    expect(spawnSync("cp", ["-r", kept, `${kept}-copy`]).status).toBe(0);
    for (const name of lines(spawnSync("ls", [kept], { encoding: "utf8" }).stdout)) {
      const file = join(kept, name);
      const forged = readFileSync(file, "latin1").replace("tightlip.html", "tightlip.htmk");
      addFiles(kept, { [name]: forged });
    }
    const forged = await tightlip(["show"], at);
    rmSync(kept, { recursive: true });
    renameSync(`${kept}-copy`, kept);
    expect(refusal(forged)).toContain("There is no report yet");
    expect(refusal(await tightlip(["show"], { ...at, cwd: other.cwd }))).toContain("There is no report yet");
    expect((await tightlip(["show", "--print"], at)).stdout).toBe(`${path}\n`);
  });
});

describe.skipIf(!HAS_TERMINAL)("at a terminal", () => {
  it("the browser gets the report, from no program of the project's", async () => {
    const at = place();
    const opened = join(tempFolder(), "opened");
    const fake = (says: string) => `#!/bin/sh\n[ "$1" = help ] || printf '%s\\n' "${says} $*" >> ${opened}\n`;
    const programs = tempFolder({ gio: fake("machine") });
    addFiles(at.cwd, {
      "the report.html": "<p>hello</p>",
      "node_modules/.bin/gio": fake("project"),
      "bin/gio": fake("project"),
    });
    const own = ["node_modules/.bin", "bin"].map((folder) => join(at.cwd, folder));
    for (const folder of [programs, ...own]) chmodSync(join(folder, "gio"), 0o755);
    const { status, stdout } = spawnSync(
      "script",
      ["-qec", `'${process.execPath}' '${MAIN}' show 'the report.html'`, "/dev/null"],
      {
        cwd: at.cwd,
        encoding: "utf8",
        env: {
          ...{ ...process.env, ...at.env, ...DESKTOP },
          PATH: [...own, programs, process.env.PATH].join(delimiter),
        },
      },
    );
    const path = join(at.cwd, "the report.html");
    expect({ status, said: stdout.trim() }).toEqual({ status: 0, said: `Opened: ${path}` });
    await expect
      .poll(() => existsSync(opened) && readFileSync(opened, "utf8"))
      .toBe(`machine open ${path}\n`);
  });
});
