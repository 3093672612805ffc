/**
 * A learner's path: lessons from the first on, solved by what is to be read on the page, without a network once it is
 * loaded. By default the first lesson, in Chinese; `npm run soak` walks all of it in both languages.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LabServer } from "../../src/site/server.ts";
import { serviceWorkerScript } from "../../src/site/service-worker.ts";
import { launchBrowser } from "../report/browser.ts";
import { SOAK } from "../soak.ts";
import { builtPage, PAGE_FILES } from "./built-page.ts";

const VERDICT_MILLIS = 180_000;
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** Texts that the learner reads, by the language of the browser. */
const TEXTS = {
  "en-GB": {
    titles: ["The cloud relay", '"It was encrypted"', '"It was not saved"'],
    observers: { endpoint: "endpoint", network: "network", flash: "flash" },
    answer: "That is my answer: judge it",
    allRight: "All as it was found.",
    leaks: "not stay home",
    editor: /^Editor of/,
    build: "Build and judge",
    solved: "Solved: it keeps, and it does its job",
    next: /^Next: /,
    lessons: "Lessons",
    progress: "of 12 solved",
  },
  "zh-CN": {
    titles: ["云端中转", "“数据是加密的”", "“没有保存”"],
    observers: { endpoint: "云端服务器", network: "网络路径", flash: "闪存" },
    answer: "这是我的回答，请判定",
    allRight: "与所发现的完全一致。",
    leaks: "没有留在家里",
    editor: /的编辑器/,
    build: "构建并判定",
    solved: "完成：它守住了凭据，并照常工作",
    next: /^下一课：/,
    lessons: "课程",
    progress: "/ 12",
  },
} as const;
type Texts = (typeof TEXTS)[keyof typeof TEXTS];

interface Lesson {
  /** Observers that learn both credentials. */
  readonly learns: readonly (keyof Texts["observers"])[];
  /** Lines of the program, and what the learner writes in their place; an empty text deletes one. */
  readonly edits: readonly (readonly [line: string, text: string])[];
}

const LESSONS: readonly Lesson[] = [
  { learns: ["endpoint"], edits: [["await relay();", ""]] },
  {
    learns: ["endpoint", "network"],
    edits: [
      ['const kept = { dusty: DUSTY, ssid: "", psk: "" };', "const kept = { dusty: DUSTY };"],
      ["kept.ssid = ssid;", ""],
      ["kept.psk = psk;", ""],
    ],
  },
  {
    learns: ["flash"],
    edits: [
      [
        'import * as ds from "@devicescript/core";',
        'import * as ds from "@devicescript/core"; import { forget } from "tightlip/devs";',
      ],
      ["await wifi.forgetAllNetworks();", "await forget({ wifi });"],
    ],
  },
];
const WALKS = SOAK
  ? ([
      ["en-GB", LESSONS],
      ["zh-CN", LESSONS],
    ] as const)
  : ([["zh-CN", LESSONS.slice(0, 1)]] as const);

let browser: Browser;
let server: LabServer;

beforeAll(async () => {
  const folder = await builtPage();
  const names = [...PAGE_FILES, "toolchain.js"];
  const read = (name: string) => readFileSync(join(folder, name));
  const worker = Buffer.from(serviceWorkerScript(names, "test"));
  const files = [...names.map((name) => ({ name, content: read(name) })), { name: "sw.js", content: worker }];
  server = await LabServer.start(
    files.map((file) => ({ ...file, type: TYPES[file.name.split(".")[1]] })),
    0,
  );
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

describe("a learner's path", () => {
  it.each(WALKS)(
    "leads through its lessons in %s, offline, by what is to be read",
    async (locale, lessons) => {
      const texts = TEXTS[locale];
      const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", ({ message }) => errors.push(message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await loadAndGoOffline(context, page);
      await page.getByText(texts.titles[0]).click();
      for (const [at, lesson] of lessons.entries()) {
        await page.getByRole("heading", { name: texts.titles[at], level: 1 }).waitFor();
        await solve(page, lesson, texts);
        if (at < lessons.length - 1) await page.getByText(texts.next).click();
      }
      await page.getByRole("link", { name: texts.lessons, exact: true }).click();
      const progress = await page.getByText(texts.progress).first().textContent();
      expect(progress).toContain(String(lessons.length));
      expect(errors).toEqual([]);
      await context.close();
    },
  );
});

describe("each of the twelve lessons", () => {
  it.runIf(SOAK)("is solved in the page by the fix that it comes with", async () => {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const texts = TEXTS["en-GB"];
    const lessons = readdirSync("devs/lessons").filter((name) => /^\d\d-/.test(name));
    expect(lessons).toHaveLength(12);
    for (const lesson of lessons) {
      await page.goto(`${server.url}#/lesson/${lesson.slice(0, 2)}`);
      await page.getByRole("textbox", { name: texts.editor }).click();
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(readFileSync(join("devs/lessons", lesson, "fixed.ts"), "utf8"));
      await page.getByText(texts.build, { exact: true }).click();
      const answer = page.getByRole("button", { name: /judge it|Nobody does/ });
      await answer.click({ timeout: VERDICT_MILLIS });
      await page.getByText(texts.solved).waitFor({ timeout: VERDICT_MILLIS });
    }
    await context.close();
  });
});

/** The page as a browser has it that was here once: with no network from then on. */
async function loadAndGoOffline(context: BrowserContext, page: Page): Promise<void> {
  await page.goto(server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
}

async function solve(page: Page, { learns, edits }: Lesson, texts: Texts): Promise<void> {
  for (const observer of learns)
    for (const box of await page.getByLabel(texts.observers[observer]).all()) await box.check();
  await page.getByText(texts.answer).click();
  await page.getByText(texts.allRight).waitFor({ timeout: VERDICT_MILLIS });
  await page.getByText(texts.leaks).first().waitFor();
  const editor = page.getByRole("textbox", { name: texts.editor });
  for (const [line, text] of edits) {
    await editor.getByText(line, { exact: true }).click();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    if (text === "") await page.keyboard.press("Delete");
    else await page.keyboard.insertText(text);
  }
  await page.getByText(texts.build, { exact: true }).click();
  await page.getByText(texts.solved).waitFor({ timeout: VERDICT_MILLIS });
}
