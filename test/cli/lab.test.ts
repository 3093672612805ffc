import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempFolder } from "../compile/temp-project.ts";
import { launchBrowser } from "../report/browser.ts";
import { lines, MAIN, REPOSITORY, tightlip } from "./cli.ts";

const FILES = ["index.html", "lab.css", "lab.js", "sw.js", "toolchain.js"];

/** A lab that is served by a process of its own. */
class Served {
  readonly child = spawn(process.execPath, [MAIN, "lab", "--no-open"], { cwd: REPOSITORY });
  url = "";

  async start(): Promise<this> {
    const [chunk] = await once(this.child.stdout.setEncoding("utf8"), "data");
    this.url = String(chunk).trim();
    return this;
  }

  /** Exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.kill(signal);
    const [code] = await once(this.child, "exit");
    return code;
  }

  async ask(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    method = "GET",
  ): Promise<{ status: number; headers: Readonly<Record<string, unknown>>; text: string }> {
    const asked = request(this.url, { path, headers, method, agent: false });
    asked.end();
    const [response] = await once(asked, "response");
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    return { status: response.statusCode, headers: response.headers, text };
  }
}

describe("tightlip lab", () => {
  let lab: Served;
  beforeEach(async () => {
    lab = await new Served().start();
  });
  afterEach(async () => {
    await lab.end("SIGKILL");
  });

  it("serves its page on this machine alone, until Ctrl-C", async () => {
    expect(lab.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const { status, headers, text } = await lab.ask("/");
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toContain("<title>tightlip lab</title>");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(await lab.end("SIGINT")).toBe(0);
  });

  it("ends with its terminal", async () => {
    expect(await lab.end("SIGHUP")).toBe(0);
  });

  it("answers no other page, and no other name of this machine", async () => {
    const { port } = new URL(lab.url);
    const others: readonly Readonly<Record<string, string>>[] = [
      { host: "attacker.example" },
      { host: `attacker.example:${port}` },
      { origin: "https://attacker.example" },
      { origin: "null" },
    ];
    for (const headers of others) expect((await lab.ask("/toolchain.js", headers)).status).toBe(403);
    expect((await lab.ask("/", { host: `localhost:${port}` })).status).toBe(200);
  });

  it("has its own files and no others, and takes nothing", async () => {
    for (const path of [
      "/package.json",
      "/../package.json",
      "/%2e%2e/package.json",
      "//etc/passwd",
      "/lab.js/..",
    ])
      expect((await lab.ask(path)).status).toBe(404);
    expect((await lab.ask("/", {}, "POST")).status).toBe(405);
    const head = await lab.ask("/lab.js", {}, "HEAD");
    expect([head.status, head.text]).toEqual([200, ""]);
  });

  it("works on without a network once it is loaded", async () => {
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ locale: "en-GB" });
      const page = await context.newPage();
      await page.goto(lab.url);
      await page.evaluate(() => navigator.serviceWorker.ready);
      expect(await lab.end("SIGTERM")).toBe(0);
      await context.setOffline(true);
      await page.goto(`${lab.url}#/lesson/02`);
      await page.reload();
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("button", { name: "Build and judge" }).click();
      await page.getByText(/Judged in/).waitFor({ timeout: 120_000 });
    } finally {
      await browser.close();
    }
  });
});

describe("tightlip lab --out", () => {
  it("writes the lab as files, again over an earlier one, and serves nothing", async () => {
    const folder = join(tempFolder(), "lab");
    for (let time = 0; time < 2; time++) {
      const { code, stdout, stderr } = await tightlip(["lab", "--out", folder]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/^Wrote the lab, \d+\.\d MB: open .*index\.html\.\n$/);
    }
    expect(readdirSync(folder).sort()).toEqual(FILES);
    expect(statSync(join(folder, "toolchain.js")).size).toBeGreaterThan(10_000_000);
  });

  it("writes nothing where other files are", async () => {
    const { code, stderr } = await tightlip(["lab", "--out", "devs"]);
    expect(code).toBe(2);
    expect(lines(stderr)).toEqual(["✖ devs: holds other files than the lab's. Name a new or empty folder."]);
    expect(existsSync(join(REPOSITORY, "devs/lab.js"))).toBe(false);
  });

  it("refuses a port that is none, or in use", async () => {
    expect((await tightlip(["lab", "--port", "70000"])).code).toBe(2);
    const lab = await new Served().start();
    const { code, stderr } = await tightlip(["lab", "--no-open", "--port", new URL(lab.url).port]);
    await lab.end("SIGKILL");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^✖ port \d+ is in use\. Name another with --port, or leave it out\.\n$/);
  });
});
