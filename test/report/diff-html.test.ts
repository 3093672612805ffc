import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Flow } from "../../src/judge/compare/traffic.ts";
import { type ComparedFinding, compareVersions, type Version } from "../../src/judge/compare/versions.ts";
import type { ComparedVersions, DiffDocument } from "../../src/report/diff-json.ts";
import { diffPage } from "../../src/report/html/diff-page.tsx";
import { addFiles, tempFolder } from "../compile/temp-project.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";

/** True where tests must be complete: a missing browser is a failure there, and no reason to skip them. */
const isComplete = process.env.CI !== undefined;

/** Text that a firmware could put into a name that it chooses. */
const HOSTILE = `"'></td></table><script>document.title='ran'</script><img src=https://evil.example/x onerror=alert(1)>&lt;\u202Egnp.\u0000${"x".repeat(900)}`;

const told: ComparedFinding = {
  secret: "wifi.psk",
  observer: "endpoint",
  channel: "http",
  degree: "derived",
  to: "cloud.example:443",
  release: null,
  bits: { low: 4, high: 8 },
  source: { file: "src/main.ts", line: 3, stack: [] },
};
const allowed: ComparedFinding = {
  ...told,
  observer: "air",
  to: null,
  degree: "released",
  release: "platform/air",
};
const flow: Flow = {
  observer: "endpoint",
  channel: "http",
  kind: "write",
  to: "cloud.example:443",
  events: 2,
  largestBytes: 100,
};

function version(fields: Partial<Version> = {}): Version {
  return {
    name: "kettle",
    image: "0123456789abcdef",
    verdict: { word: "leaks", reason: "wifi.psk does not stay home" },
    secrets: [
      { name: "wifi.psk", exercised: true },
      { name: "settings.token", exercised: false },
    ],
    findings: [told],
    settings: ["interval"],
    flows: [flow],
    credentials: [],
    functions: ["main"],
    ...fields,
  };
}

function pair(old: Version | null, now: Version | null): ComparedVersions {
  return { name: (now ?? old)!.name, old, new: now, difference: compareVersions(old, now) };
}

function html(...compared: readonly ComparedVersions[]): string {
  return diffPage(documentOf(compared));
}

function documentOf(compared: readonly ComparedVersions[], kind: DiffDocument["kind"] = "judged") {
  return { tightlip: "1.2.3", seed: 1, kind, compared };
}

const keeps = version({ verdict: { word: "keeps", reason: "wifi.psk stays home" }, findings: [allowed] });
const worse = version({
  image: "fedcba9876543210",
  findings: [{ ...told, degree: "clear", bits: { low: 104, high: 104 }, source: null }, allowed],
  flows: [{ ...flow, kind: "connect" }],
  settings: ["interval", "token"],
  credentials: ["token"],
  functions: ["upload"],
});
/** A version with hostile text in every place that a firmware can choose. */
const hostile = version({
  name: HOSTILE,
  image: HOSTILE,
  verdict: { word: "unknown", reason: HOSTILE },
  secrets: [{ name: HOSTILE, exercised: true }],
  findings: [
    {
      ...told,
      secret: HOSTILE,
      to: HOSTILE,
      degree: "clear",
      source: { file: HOSTILE, line: 1, stack: [HOSTILE] },
    },
    { ...allowed, release: HOSTILE },
  ],
  settings: [HOSTILE],
  flows: [{ ...flow, kind: HOSTILE, to: HOSTILE }],
  credentials: [HOSTILE],
  functions: [HOSTILE],
});

/** Text of a page without its tags and style. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

describe("the page on two versions", () => {
  it("says first who learns more, and then what was before and is now, with its place", () => {
    const page = html(pair(version(), worse));
    const text = textOf(page);
    expect(text).toMatch(
      /^ tightlip: The new version tells more tightlip The new version tells more endpoint cloud\.example:443 learns wifi\.psk \(clear\)\. /,
    );
    expect(text).toContain(
      "▲ worse wifi.psk → endpoint cloud.example:443 by http derived , enough to tell 15 to 270 values apart (4 to 8 bits) src/main.ts:3 clear (104 bits) line unknown",
    );
    expect(text).toContain("+ new wifi.psk → air by http nothing allowed platform/air");
    expect(page).toContain('<span class="badge bad">▲ worse</span>');
    expect(page).toContain('<span class="badge unsure">+ new</span>');
    expect(text).toContain("kettle · image 0123456789ab ");
    expect(text).toContain("kettle · image fedcba987654 ");
  });

  it("marks cells that differ in both matrices, with what the other one has", () => {
    const page = html(pair(version(), worse));
    const cell = (content: string) =>
      new RegExp(`<td [^>]*data-observer="endpoint" [^>]*changed">${content}</td>`);
    expect(page).toMatch(cell("derived<small>now <span>clear</span></small>"));
    expect(page).toMatch(cell("clear<small>was <span>derived</span></small>"));
    expect(page.match(/ changed"/g)).toHaveLength(4);
  });

  it("lists flows, settings, credentials and functions that one of them has alone", () => {
    const text = textOf(html(pair(version(), worse)));
    expect(text).toContain("Flows: 1 new, 1 gone.");
    expect(text).toContain("+ new endpoint cloud.example:443 http connect nothing 2 times, up to 100 bytes");
    expect(text).toContain("- gone endpoint cloud.example:443 http write 2 times, up to 100 bytes nothing");
    expect(text).toContain("settings that are read none token");
    expect(text).toContain("credentials that ship with it none token");
    expect(text).toContain("functions main upload");
  });

  it.each([
    [
      "less",
      version(),
      { ...keeps, findings: [] },
      "The new version tells nothing new It tells less: endpoint cloud.example:443 learns less of wifi.psk.",
    ],
    ["the same", keeps, keeps, "The new version tells nothing new Nobody learns or gets anything new."],
    [
      "flows only",
      { ...keeps, flows: [] },
      keeps,
      "The new version tells more endpoint cloud.example:443 gets http write.",
    ],
    [
      "an allowed flow",
      { ...keeps, findings: [] },
      keeps,
      "The new version tells more air learns wifi.psk (allowed).",
    ],
    [
      "an unknown",
      keeps,
      { ...keeps, verdict: { word: "unknown", reason: "it crashed" } as const },
      "verdict is unknown: it crashed.",
    ],
    [
      "no old one",
      null,
      worse,
      "There was no such firmware before. endpoint cloud.example:443 learns wifi.psk (clear).",
    ],
    ["no new one", version(), null, "The new version tells nothing new There is no such firmware any more."],
  ])("begins with a sentence on %s", (_, old, now, sentence) => {
    expect(textOf(html(pair(old, now)))).toContain(sentence);
  });

  it("says what is not compared: of a report flows and names, of a tape what is secret", () => {
    const report = { ...keeps, flows: null, credentials: null, functions: null };
    expect(textOf(html(pair(report, worse)))).toContain(
      "A JSON report holds no flows, credentials or functions",
    );
    const tape = version({
      verdict: null,
      secrets: [],
      findings: [],
      settings: [],
      credentials: null,
      functions: null,
    });
    const larger = { ...tape, flows: [{ ...flow, largestBytes: 120 }] };
    const text = textOf(diffPage(documentOf([pair(tape, larger)], "tapes")));
    expect(text).toContain("The new tape has more on it endpoint cloud.example:443 gets larger http write.");
    expect(text).toContain("A tape does not say what is secret");
    expect(text).toContain(
      "▲ larger endpoint cloud.example:443 http write 2 times, up to 100 bytes 2 times, up to 120 bytes",
    );
    expect(text).not.toContain("Who learns what");
  });

  it("counts firmwares that tell more where there are several, and leads to each", () => {
    const page = html(pair(version(), worse), pair(keeps, keeps), pair(null, hostile));
    expect(textOf(page)).toContain("2 of 3 firmwares tell more");
    for (const anchor of ["firmware-1", "firmware-2", "firmware-3"]) {
      expect(page).toContain(`href="#${anchor}"`);
      expect(page).toContain(`id="${anchor}"`);
    }
  });

  it("is the same for the same comparison, loads nothing and has no script, whatever the firmware says", () => {
    const page = html(pair(version(), hostile), pair(hostile, version()));
    expect(html(pair(version(), hostile), pair(hostile, version()))).toBe(page);
    expect(page).not.toMatch(/<(script|img|link|iframe|object)\b/i);
    expect(page).not.toMatch(/<[^>]*\s(src|onerror|onload)=/i);
    for (const control of ["\u0000", "\u202e"]) expect(page).not.toContain(control);
    expect(page).toContain("default-src 'none'");
  });
});

describe.skipIf(!hasBrowser && !isComplete)("the page on two versions in Chromium", () => {
  const folder = tempFolder();
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    const named = (name: string) => ({ ...keeps, name });
    const pairs = [
      pair(version(), worse),
      pair(version(), hostile),
      pair({ ...hostile, flows: [] }, { ...named("plug"), flows: [], findings: [] }),
      pair(null, named("lock")),
    ];
    addFiles(folder, { "diff.html": html(...pairs) });
    page = await browser.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("dialog", (dialog) => requests.push(`dialog ${dialog.message()}`));
    await page.goto(pathToFileURL(join(folder, "diff.html")).href);
  });
  afterAll(() => browser?.close());

  it("asks for nothing but itself, and runs nothing of the firmware's", async () => {
    expect(requests).toEqual([pathToFileURL(join(folder, "diff.html")).href]);
    expect(await page.title()).toBe("tightlip: 3 of 4 firmwares tell more");
  });

  it("draws the line of a row under its first cell as under the others", async () => {
    const borders = await page.evaluate(() =>
      [...document.querySelector(".changes tbody tr")!.children].map(
        (cell) => getComputedStyle(cell).borderBottom,
      ),
    );
    expect(borders.length).toBeGreaterThan(2);
    expect(new Set(borders).size).toBe(1);
  });

  it("keeps its structure around what the firmware says", async () => {
    const shown = await page.evaluate(() => ({
      sections: document.querySelectorAll("main > section.appliance").length,
      matrices: document.querySelectorAll(".sides .matrix").length,
      stray: document.querySelectorAll("script, img, iframe").length,
      name: document.querySelector("#firmware-2 h2")?.textContent,
    }));
    expect(shown).toMatchObject({ sections: 4, matrices: 7, stray: 0 });
    expect(shown.name).toContain("<script>document.title='ran'</script>");
  });

  it.each([1600, 1280, 800, 390])("fits into %i pixels", async (width) => {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it("has the matrices side by side where there is room, and one below the other where not", async () => {
    const lefts = async (width: number) => {
      await page.setViewportSize({ width, height: 900 });
      return page.evaluate(() =>
        [...document.querySelectorAll("#firmware-1 .matrix")].map(
          (part) => part.getBoundingClientRect().left,
        ),
      );
    };
    const [old, now] = await lefts(1280);
    expect(now).toBeGreaterThan(old! + 500);
    const [above, below] = await lefts(390);
    expect(below).toBe(above);
  });

  it.each(
    (["light", "dark"] as const).flatMap((colorScheme) =>
      [1280, 390].map((width) => [colorScheme, width] as const),
    ),
  )("has nothing that axe objects to in %s at %i pixels", async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(axe.source);
    const { passes, violations } = await page.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run(),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
  });
});
