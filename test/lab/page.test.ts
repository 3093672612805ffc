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

/** Selects a text in a field of bytes. */
async function select(label: string, text: string): Promise<void> {
  await page.getByLabel(label).evaluate((field, wanted) => {
    const area = field as HTMLTextAreaElement;
    const at = area.value.indexOf(wanted);
    if (at < 0) throw new Error("the field does not have it");
    area.focus();
    area.setSelectionRange(at, at + wanted.length);
  }, text);
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

  it.each(["#/", "#/lesson/01", "#/own", "#/game", "#/game/own", "#/teacher", "#/teacher/05"])(
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
    await page.getByText("is now yours").waitFor();
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

  it("plays the interception game: a round that is won, one that is lost, and points that stay", async () => {
    await go("#/game");
    await page.getByRole("link", { name: /The registration/ }).click();
    await page.getByText("POST /v1/register").click({ timeout: CHECK_MILLIS });
    await page.getByRole("radio", { checked: true }).press("ArrowDown");
    await page.getByRole("radio", { checked: true }).press("ArrowDown");
    const value = (await page.locator(".sought code").textContent())!;
    await select("As text", value);
    await page.getByRole("button", { name: "Mark these bytes" }).click();
    expect(await objections()).toEqual([]);
    await page.getByRole("button", { name: "It is in the marked bytes" }).click();
    await page.getByRole("heading", { name: "Right", exact: true }).waitFor();
    expect(await page.locator(".game-result").textContent()).toContain("3 of 3 points");
    expect(await page.locator(".found-places").textContent()).toMatch(
      /frame \d+You: ✓ foundScanner: ✓ found.*devices\.kettle\.example:80/,
    );
    expect(await objections()).toEqual([]);

    await go("#/game/tls");
    await page.getByText(/TLS/).last().click();
    await page.getByLabel("As hexadecimal digits").press("Control+a");
    await page.getByRole("button", { name: "Mark these bytes" }).click();
    await page.getByRole("button", { name: "Show a hint" }).click();
    await page.getByRole("button", { name: "It is in the marked bytes" }).click();
    await page.getByRole("heading", { name: "Not there, and nowhere else" }).waitFor();
    expect(await page.locator(".game-result").textContent()).toMatch(/0 of 3 points.*TLS: \d+ bytes/);
    await page.getByRole("link", { name: "The interception game" }).click();
    expect(await page.locator(".progress").textContent()).toContain("3 of 33 points");
    await page.reload();
    expect(await page.locator(".progress").textContent()).toContain("3 of 33 points");
  });

  it("looks into a recording of the player's own without a toolchain, and keeps nothing of it", async () => {
    const value = "made up for this very test";
    const text = JSON.stringify({ note: HOSTILE, key: btoa(value) });
    const request = { method: "POST", url: "https://a.example/", headers: [], postData: { text } };
    const har = JSON.stringify({ log: { version: "1.2", entries: [{ request }] } });
    await go("#/game/own", bareUrl);
    const file = page.locator(".game input[type=file]");
    await file.setInputFiles({ name: "old.bin", mimeType: "", buffer: Buffer.from("snoop\0\0\0") });
    await page.getByText("That did not work: old.bin: is a capture in the format of snoop.").waitFor();
    await file.setInputFiles({ name: "app.har", mimeType: "", buffer: Buffer.from(har) });
    await page.getByText("app.har: requests (HAR)").waitFor();
    const field = page.getByLabel("Value to look for");
    expect(await field.getAttribute("type")).toBe("password");
    await field.fill("abc");
    await page.getByText("no value that is shorter").waitFor();
    await field.fill(value);
    await select("As text", btoa(value));
    await page.getByRole("button", { name: "Try to decode them" }).click();
    await page.locator(".decoded").getByText(value).waitFor();
    await page.getByRole("button", { name: "Mark these bytes" }).click();
    await page.getByRole("checkbox", { name: "base64" }).check();
    await page.getByRole("button", { name: "It is in the marked bytes" }).click();
    await page.getByRole("heading", { name: "Right", exact: true }).waitFor();
    expect(await page.locator(".found-places").textContent()).toMatch(
      /request 1You: ✓ foundScanner: ✓ foundForm: base64Seen by: endpoint \(a\.example:443\)/,
    );
    expect(await page.locator(".game-result").textContent()).not.toContain(value);
    expect(await objections()).toEqual([]);
    expect(await page.title()).not.toBe("ran");

    await page.getByRole("link", { name: "The interception game" }).click();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + location.href);
    expect(kept).not.toContain(value);
    expect(kept).not.toContain("a.example");
    await page.goBack();
    await page.getByRole("heading", { name: "A recording of your own" }).waitFor();
    expect(await page.getByText("app.har").count()).toBe(0);
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
