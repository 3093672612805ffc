/**
 * Figures of the lab's pages as Lighthouse has them, measured by the browser itself: at the width of a phone with a
 * processor four times slower, and at that of a computer; light and dark.
 */
import axe from "axe-core";
import { LabServer } from "../dist/src/site/server.js";
import { labSite } from "../dist/src/site/site.js";

const PAGES = ["#/", "#/lesson/01", "#/own", "#/teacher"];
const SCREENS = [
  { width: 390, height: 844, slowdown: 4 },
  { width: 1280, height: 900, slowdown: 1 },
];
const SCHEMES = ["light", "dark"];
/** Time without a long task after which a page is quiet. */
const QUIET_MILLIS = 1_000;

/** A row for each page, width and colour scheme. */
export async function pageRows(browser) {
  const server = await LabServer.start(labSite(), 0);
  try {
    const rows = [];
    for (const hash of PAGES)
      for (const screen of SCREENS)
        for (const scheme of SCHEMES)
          rows.push(await figuresOf(browser, `${server.url}${hash}`, screen, scheme));
    return rows;
  } finally {
    await server.close();
  }
}

/** In a browser that has never been here. */
async function figuresOf(browser, url, { width, height, slowdown }, colorScheme) {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  let errors = 0;
  page.on("console", (message) => {
    if (message.type() === "error") errors++;
  });
  page.on("pageerror", () => {
    errors++;
  });
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: "load" });
  await page.waitForFunction(
    (quiet) => performance.now() - globalThis.labFigures.lastTask > quiet,
    QUIET_MILLIS,
  );
  const figures = await page.evaluate(collect);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  await context.close();
  return {
    ...{ page: url.slice(url.indexOf("#")), width, scheme: colorScheme },
    ...figures,
    ...{ "console errors": errors, "axe violations": violations.length },
  };
}

/** Runs in the page, before anything of it. */
function observe() {
  const figures = { largest: 0, tasks: [], shifts: [], lastTask: 0 };
  globalThis.labFigures = figures;
  const on = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  on("largest-contentful-paint", ({ startTime }) => {
    figures.largest = startTime;
  });
  on("longtask", ({ startTime, duration }) => {
    figures.tasks.push({ startTime, duration });
    figures.lastTask = startTime + duration;
  });
  on("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (!hadRecentInput) figures.shifts.push({ startTime, value });
  });
}

/** Runs in the page. */
function collect() {
  const { largest, tasks, shifts } = globalThis.labFigures;
  const [{ startTime: first }] = performance.getEntriesByName("first-contentful-paint");
  /** Part of a task beyond 50 ms, which is what blocks (https://web.dev/articles/tbt). */
  const blocking = tasks
    .filter(({ startTime, duration }) => startTime + duration > first)
    .reduce((sum, { duration }) => sum + duration - 50, 0);
  /** Largest sum of shifts within 5 s that are less than 1 s apart (https://web.dev/articles/cls). */
  let shift = 0;
  let burst = { from: 0, last: Number.NEGATIVE_INFINITY, sum: 0 };
  for (const { startTime, value } of shifts) {
    if (startTime - burst.last > 1_000 || startTime - burst.from > 5_000)
      burst = { from: startTime, last: startTime, sum: 0 };
    burst.last = startTime;
    burst.sum += value;
    shift = Math.max(shift, burst.sum);
  }
  const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return {
    "first paint ms": Math.round(first),
    "largest paint ms": Math.round(largest),
    "blocking ms": Math.round(blocking),
    "layout shift": Number(shift.toFixed(3)),
    requests: loads.length,
    bytes: loads.reduce((sum, { transferSize }) => sum + transferSize, 0),
  };
}
