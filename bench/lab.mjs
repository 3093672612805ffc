/**
 * The lab in a browser: seconds to a verdict, each beside the time of `tightlip check` on the same lesson in the same run,
 * frames while the home plays, figures of each page (lab-pages.mjs), and bytes by part. `node bench/lab.mjs` after
 * `npm run build`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";
import { pageRows } from "./lab-pages.mjs";

const MAIN = new URL("../dist/src/cli/main.js", import.meta.url).pathname;
const LESSONS = ["01-cloud-relay", "02-it-was-encrypted", "07-timing-of-a-code"];
const PLAYED_MILLIS = 5_000;
const REBUILDS = 3;

const folder = mkdtempSync(join(tmpdir(), "tightlip-lab-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  tightlip("lab", "--out", folder);
  const rows = [];
  for (const lesson of LESSONS) rows.push(...(await lessonRows(lesson)));
  console.table(rows);
  console.table([await frames()]);
  console.table(await pageRows(browser));
  console.table(readdirSync(folder).map(bytesOf));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** Seconds of a command. */
function tightlip(...args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}

/** A browser that has never been here: the page from the disk, its toolchain, and the first verdict. */
async function opened(lesson) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(join(folder, "index.html"))}#/lesson/${lesson.slice(0, 2)}`);
  await page.locator(".cm-content").waitFor();
  return { context, page };
}

async function judged(page) {
  await page.getByText(/Judged in/).waitFor({ timeout: 300_000 });
}

async function lessonRows(lesson) {
  const main = `devs/lessons/${lesson}/leaky.ts`;
  const check = tightlip("check", main, "--no-cache");
  const start = performance.now();
  const { context, page } = await opened(lesson);
  await page.getByRole("button", { name: "Build and judge" }).click();
  await judged(page);
  const first = (performance.now() - start) / 1000;
  const again = [];
  for (let i = 0; i < REBUILDS; i++) {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(`\n// ${i}`);
    const edited = performance.now();
    await page.keyboard.press("Control+Enter");
    await page.locator(".busy").waitFor();
    await judged(page);
    again.push((performance.now() - edited) / 1000);
  }
  await context.close();
  const row = (what, seconds) => ({
    ...{ lesson, what, seconds: Number(seconds.toFixed(2)) },
    "times the command": Number((seconds / check).toFixed(2)),
  });
  return [
    row("first verdict, from an empty browser", first),
    row("edit to verdict", again.sort((a, b) => a - b)[REBUILDS >> 1]),
  ];
}

/** Frames that the browser draws in a second while the home plays. */
async function frames() {
  const { context, page } = await opened(LESSONS[0]);
  await page.getByRole("button", { name: "Build and judge" }).click();
  await judged(page);
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  const answer = page.getByRole("button", { name: /judge it|Nobody does/ });
  if (await answer.isVisible()) await answer.click();
  await page.getByRole("button", { name: "Switch it on" }).click();
  const play = page.getByRole("button", { name: "Play" });
  if (await play.isVisible()) await play.click();
  const drawn = await page.evaluate(
    (millis) =>
      new Promise((resolve) => {
        let count = 0;
        const start = performance.now();
        const next = (now) => {
          count++;
          if (now - start < millis) requestAnimationFrame(next);
          else resolve((1000 * count) / (now - start));
        };
        requestAnimationFrame(next);
      }),
    PLAYED_MILLIS,
  );
  await context.close();
  return { what: "frames a second while the home plays", figure: Math.round(drawn) };
}

function bytesOf(name) {
  const content = readFileSync(join(folder, name));
  return { file: name, bytes: content.length, brotli: brotliCompressSync(content).length };
}
