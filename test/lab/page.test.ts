import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync as deflateSync } from "node:zlib";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tempFolder } from "../compile/temp-project.ts";
import { launchBrowser } from "../report/browser.ts";
import { builtPage, PAGE_FILES } from "./built-page.ts";

const CHECK_MILLIS = 120_000;
const LANGUAGES = [
  ["en-GB", "Who learns your password?", "light"],
  ["zh-CN", "谁会知道你的密码？", "dark"],
] as const;
/** Text that wants to be more than text. */
const HOSTILE = `</p><img src=x onerror="document.title='ran'"><script>document.title='ran'</script>`;

let browser: Browser;
let url: string;
/** The same page with no toolchain beside it: enough to be read. */
let bareUrl: string;
let context: BrowserContext;
let page: Page;
let trouble: string[];

beforeAll(async () => {
  const folder = await builtPage();
  const bare = tempFolder();
  for (const name of PAGE_FILES) copyFileSync(join(folder, name), join(bare, name));
  bareUrl = pathToFileURL(join(bare, "index.html")).href;
  url = pathToFileURL(join(folder, "index.html")).href;
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  await open({});
});
afterEach(async () => {
  await context.close();
  expect(trouble).toEqual([]);
});

/** A browser that has never been here. */
async function open(options: Parameters<Browser["newContext"]>[0]): Promise<void> {
  await context?.close();
  context = await browser.newContext({ locale: "en-GB", ...options });
  page = await context.newPage();
  trouble = [];
  page.on("pageerror", ({ message }) => trouble.push(message));
  page.on("request", (request) => {
    if (!/^(?:file|blob|data):/.test(request.url())) trouble.push(request.url());
  });
}

async function go(hash: string, at = url): Promise<void> {
  await page.goto(at + hash);
  await page.locator("h1").first().waitFor();
}

async function writeFirmware(text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function objections(): Promise<unknown[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return violations.map(({ id, nodes }) => [id, nodes[0].html]);
}

describe("the lab", () => {
  it.each(LANGUAGES)("speaks the language of a browser that asks for %s", async (locale, title) => {
    await open({ locale });
    await go("#/", bareUrl);
    expect(await page.locator("h1").textContent()).toBe(title);
    expect(await page.locator(".lessons li").count()).toBe(12);
  });

  it.each(["#/", "#/lesson/01", "#/own", "#/teacher", "#/teacher/05"])(
    "has nothing that axe objects to at %s, and nothing that is cut off on a phone",
    async (hash) => {
      for (const [locale, , colorScheme] of LANGUAGES) {
        await open({ locale, colorScheme, viewport: { width: 390, height: 844 } });
        await go(hash, bareUrl);
        expect(await objections()).toEqual([]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBeLessThanOrEqual(390);
      }
    },
  );

  it("does not tell in a lesson's firmware what the learner is to find out", async () => {
    for (const id of ["01", "08"]) {
      await go(`#/lesson/${id}`, bareUrl);
      await page.locator(".cm-line").first().waitFor();
      const text = await page.locator(".cm-content").textContent();
      expect(text).toMatch(/^import/);
      expect(text).not.toContain("leak:");
    }
  });

  it("forgets what was written when all progress is forgotten, and takes over what is imported", async () => {
    await go("#/lesson/01", bareUrl);
    await writeFirmware("// by the one before");
    await go("#/", bareUrl);
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: /forget/i }).click();
    await go("#/lesson/01", bareUrl);
    expect(await page.locator(".cm-content").textContent()).toMatch(/^import/);

    await go("#/", bareUrl);
    const lessons = { "01": { solved: false, hints: 0, quiz: null, code: "// imported" } };
    const buffer = Buffer.from(JSON.stringify({ version: 1, lessons }));
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "p.json", mimeType: "application/json", buffer });
    await go("#/lesson/01", bareUrl);
    expect(await page.locator(".cm-content").textContent()).toBe("// imported");
  });

  it("replaces what is selected, or puts brackets around it, with nothing that the content policy forbids", async () => {
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) trouble.push(message.text());
    });
    await go("#/lesson/01", bareUrl);
    const line = page.locator(".cm-line").getByText("let connected = false;", { exact: true });
    await line.click();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.type("let a = b");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.type("(");
    await page.locator(".cm-line").getByText("let a = (b)", { exact: true }).waitFor();
  });

  it("leads from the quiz to the verdict, and from there to the line and to a lesson that is solved", async () => {
    await go("#/lesson/01");
    await page.getByRole("checkbox", { name: "endpoint" }).last().check();
    await page.getByRole("button", { name: /^That is my answer/ }).click();
    await page.locator(".verdict-head").waitFor({ timeout: CHECK_MILLIS });
    expect(await page.locator(".verdict-head").textContent()).toContain("leaks");
    expect(await page.locator(".quiz-result").textContent()).toContain("13 of 14");
    expect(await objections()).toEqual([]);

    await page.locator(".outcome .matrix a").first().click();
    expect(page.url()).toContain("#/lesson/01");
    await page
      .getByRole("button", { name: /^To line/ })
      .first()
      .click();
    await page.locator(".cm-activeLine", { hasText: "/compatibility" }).waitFor();
    expect(await page.locator(".editor-here").textContent()).toContain("wifi.psk");

    await writeFirmware(readFileSync("test/lesson/fixes/01-right-b.ts", "utf8"));
    await page.keyboard.press("Control+Enter");
    await page.locator(".solved-card").waitFor({ timeout: CHECK_MILLIS });
    await go("#/");
    expect(await page.locator(".progress").textContent()).toContain("1 of 12");
  });

  it("lets the home live: time goes on, goes back, and somebody does something", async () => {
    await go("#/own");
    await writeFirmware(readFileSync("devs/lessons/01-cloud-relay/leaky.ts", "utf8"));
    await page.getByRole("button", { name: "Build and judge" }).click();
    await page.getByRole("button", { name: "Switch it on" }).click({ timeout: CHECK_MILLIS });
    await page.getByLabel("Speed").selectOption("5");
    await page.locator(".event-list li").nth(3).waitFor();
    const sent = page.locator(".event-list li").filter({ hasText: "http write" });
    const told = sent.filter({ hasText: "‹wifi.psk" }).last();
    await told.locator("summary").click();
    await page.locator(".live .show-me summary").click();
    await page.locator(".live .show-me").getByLabel("wifi.psk").fill("my very own");
    expect(await told.locator("pre").first().textContent()).toMatch(/‹wifi\.psk, \d+ bytes as json›/);
    expect(await told.locator("pre").last().textContent()).toContain("my very own");
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("my very own");
    await page.getByRole("button", { name: "Cut the power" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    const now = await page.locator(".time output").textContent();
    expect(await page.locator(".event-list .doing").textContent()).toContain("Cut the power");
    await page.locator(".event-list li:not(.doing)").last().locator("button").first().click();
    expect(await page.locator(".time output").textContent()).not.toBe(now);
    expect(await objections()).toEqual([]);
  });

  it("speaks Chinese of what the compiler objects to, with its own words beside, and of a policy", async () => {
    await open({ locale: "zh-CN" });
    await go("#/own");
    await writeFirmware("const a: number = missing");
    await page.keyboard.press("Control+Enter");
    const objection = page.locator(".objections li");
    await objection.waitFor({ timeout: CHECK_MILLIS });
    expect(await objection.textContent()).toMatch(/没有这个名称.*Cannot find name 'missing'\..*TS2304/);
    expect(await page.locator(".editor-here").textContent()).toContain("没有这个名称");
    await page.getByRole("tab", { name: "main.policy.json" }).click();
    await writeFirmware('{ "scenarios": [{ "name": "夜", "steps": [{ "do": "fly" }] }] }');
    await page.keyboard.press("Control+Enter");
    await page.getByText('场景“夜”的第 1 步：没有 "fly" 这个步骤').waitFor();
  });

  it("shows what a link brings before it opens it, and no more than its text", async () => {
    await go("#/own");
    await writeFirmware(`console.log(${JSON.stringify(HOSTILE)}`);
    await page.getByRole("button", { name: "Build and judge" }).click();
    await page.locator(".objections li").first().waitFor({ timeout: CHECK_MILLIS });
    await page.getByRole("button", { name: "Share by a link" }).click();
    const link = await page.getByLabel("Link").inputValue();
    expect(link).toContain("#/own/");
    await open({});
    await page.goto(link);
    expect(await page.locator(".shared").textContent()).toContain("main.ts");
    expect(await page.locator(".cm-content").textContent()).not.toContain("onerror");
    await page.getByRole("button", { name: "Open it" }).click();
    expect(await page.locator(".cm-content").textContent()).toContain("onerror");
    expect(await page.title()).not.toBe("ran");
    await page.goto(`${url}#/own/AAAA`);
    expect(await page.locator(".note").textContent()).toContain("no firmware");
  });

  it("keeps own firmware when a link is opened, also over a reload and a second link, and brings it back", async () => {
    const linkOf = (text: string) =>
      `${bareUrl}#/own/${deflateSync(JSON.stringify({ main: "main.ts", files: { "main.ts": text } })).toString("base64url")}`;
    const editorHolds = (text: string) =>
      page.locator(".cm-content").getByText(text, { exact: true }).waitFor();
    const openLink = async (text: string) => {
      await page.goto(linkOf(text));
      await page.getByRole("button", { name: "Open it" }).click();
      await page.getByText("A link’s firmware is open").waitFor();
      await editorHolds(text);
    };
    await go("#/own", bareUrl);
    expect(await page.getByRole("button", { name: "Back to yours" }).count()).toBe(0);
    await writeFirmware("// mine");
    await openLink("// of a link");
    await page.reload();
    await editorHolds("// of a link");
    await openLink("// of another");
    await page.getByRole("button", { name: "Back to yours" }).click();
    await editorHolds("// mine");
    await page.reload();
    await editorHolds("// mine");
    expect(await page.getByRole("button", { name: "Back to yours" }).count()).toBe(0);
  });

  it("takes back progress from a file that it wrote, and from no other", async () => {
    await go("#/lesson/02", bareUrl);
    await page.getByRole("button", { name: /hint/ }).click();
    await go("#/", bareUrl);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as a file" }).click();
    const file = readFileSync(await (await download).path());
    await open({});
    await go("#/", bareUrl);
    const input = page.locator(".keeping input[type=file]");
    await input.setInputFiles({
      name: "x.json",
      mimeType: "application/json",
      buffer: Buffer.from(`{"version":1,"lessons":{"__proto__":1,"01":{"solved":"yes"}}}`),
    });
    await page.getByText("holds no progress").waitFor();
    await input.setInputFiles({ name: "lab.json", mimeType: "application/json", buffer: file });
    await page.getByText("is now yours").waitFor();
    await go("#/lesson/02", bareUrl);
    expect(await page.locator(".hints li").count()).toBe(1);
  });
});
