/**
 * Pictures of the documentation, made again in Chromium from what the commands and the lab show now: `npm run pictures`.
 * They are part of the package, so they are small.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MAIN = join(ROOT, "dist/src/cli/main.js");
const WIDTH = 1_120;
/** Of WebP, up to 100. */
const QUALITY = 20;
const CHECK_MILLIS = 300_000;

const folder = mkdtempSync(join(tmpdir(), "tightlip-pictures-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const report = join(folder, "report.html");
  tightlip("check", "devs/lessons/02-it-was-encrypted/leaky.ts", "--report", `html=${report}`);
  tightlip("lab", "--out", join(folder, "lab"));
  await picture("report", 990, async (page) => {
    await page.goto(pathToFileURL(report).href);
  });
  const lab = pathToFileURL(join(folder, "lab", "index.html")).href;
  await picture("lab-lesson", 560, (page) => judgedLesson(page, lab));
  await picture("lab-live", 870, async (page) => {
    await judgedLesson(page, lab);
    return await lived(page);
  });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

function tightlip(...args) {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(stderr);
}

/** Page that was led somewhere, from the top or from the place that `lead` returns. */
async function picture(name, height, lead) {
  const context = await browser.newContext({
    ...{ locale: "en-GB", colorScheme: "light", reducedMotion: "reduce" },
    viewport: { width: WIDTH, height },
  });
  const page = await context.newPage();
  const y = (await lead(page)) ?? 0;
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", {
    ...{ format: "webp", quality: QUALITY, captureBeyondViewport: true },
    clip: { x: 0, y, width: WIDTH, height, scale: 1 },
  });
  const bytes = Buffer.from(data, "base64");
  writeFileSync(join(ROOT, "docs", `${name}.webp`), bytes);
  console.log(`docs/${name}.webp: ${bytes.length} bytes`);
  await context.close();
}

/** Lesson 1 with its verdict, and the line that leaks in the editor. */
async function judgedLesson(page, lab) {
  await page.goto(`${lab}#/lesson/01`);
  for (const box of await page.getByLabel("endpoint").all()) await box.check();
  await page.getByRole("button", { name: "That is my answer" }).click();
  await page.getByText("It still does its job").waitFor({ timeout: CHECK_MILLIS });
  await page.getByRole("button", { name: /^To line/ }).click();
  await page.getByText("By this line").waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

/** The home some seconds later, and where on the page it begins. */
async function lived(page) {
  await page.getByRole("button", { name: "Switch it on" }).click();
  await page.getByText("endpoint has got something").waitFor({ timeout: CHECK_MILLIS });
  await page.getByRole("button", { name: "Pause" }).click();
  const title = page.getByRole("heading", { name: "The home, live" });
  return await title.evaluate((place) => place.getBoundingClientRect().top + scrollY - 16);
}
