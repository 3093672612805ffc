import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FirmwareReport, ReportedFinding } from "../../src/report/document.ts";
import { INSTRUMENTS } from "../../src/report/legal-provisions.ts";
import { OBSERVER_WORDS } from "../../src/report/observer-words.ts";
import { SIZES } from "../../src/report/size-words.ts";
import { addFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { checked, observed, rendered } from "./checked.ts";

/** True where tests must be complete: a missing browser is a failure there, and no reason to skip them. */
const isComplete = process.env.CI !== undefined;

/** Prints a token, and looks like a page that wants to do something. */
const FIRMWARE = `import { readSetting } from "@devicescript/settings";
function tell(word: string) {
  console.log("</pre><script>document.title = 'ran'</script><img src=x onerror=alert(1)>" + word); // </code>
}
const token = await readSetting("token", "");
tell(token);
for (let at = 0; at < token.length; at++) console.log("part " + at + " is " + token[at]);
let spaced = "";
for (let at = 0; at < token.length; at++) spaced += token[at] + " ";
console.log(spaced);
`;
/** Text that a firmware could put into a name that it chooses. */
const HOSTILE = `"'></h4><script>document.title='ran'</script><img src=https://evil.example/x onerror=alert(1)>&lt;\u202Egnp.\u0000${"x".repeat(900)}`;

let main: string;
let leaky: FirmwareReport;
/** The second lesson, in which the way and the twins of encrypted bytes are shown. */
let encrypted: FirmwareReport;
let browser: Browser;

beforeAll(async () => {
  main = join(tempProject({ "main.ts": FIRMWARE }), "main.ts");
  leaky = await checked(main);
  encrypted = await checked("devs/lessons/02-it-was-encrypted/leaky.ts");
});

function html(...results: FirmwareReport[]): string {
  return rendered("html", results);
}

/** The firmware with hostile text in every place that it can choose. */
function hostile(): FirmwareReport {
  const findings = leaky.verdict.findings.flatMap((finding): ReportedFinding[] => [
    finding,
    {
      ...finding,
      to: HOSTILE,
      chain: [HOSTILE],
      degree: "derived",
      rule: "derived/log",
      atMicros: 1,
    },
    {
      ...finding,
      source: {
        file: HOSTILE,
        line: 1,
        stack: ["a", "b"].map((file) => ({ file, line: 1, functionName: HOSTILE })),
      },
    },
    { ...finding, allowed: { by: "policy", name: HOSTILE }, to: HOSTILE },
  ]);
  const verdict = {
    ...leaky.verdict,
    findings,
    because: { kind: "unused", secrets: [HOSTILE] } as const,
    notJudged: [HOSTILE],
  };
  const problem = { kind: "not found", secret: HOSTILE, degree: "clear", observer: "air" } as const;
  const expected = { verdict: "keeps", problems: [problem] } as const;
  return { ...leaky, name: HOSTILE, main: HOSTILE, verdict, expected };
}

/** Presses the Tab key until an element that matches has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement!.matches(wanted), selector)) return;
  }
  throw new Error(`${selector} cannot be reached by the keyboard`);
}

async function expectNoObjection(page: Page, rules?: readonly string[]): Promise<void> {
  await page.evaluate(axe.source);
  const { passes, violations } = await page.evaluate(
    (runOnly) => (window as unknown as { axe: typeof axe }).axe.run(runOnly === undefined ? {} : { runOnly }),
    rules as string[] | undefined,
  );
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
}

describe("the HTML report", () => {
  it("has the matrix, the line, what was seen with the secret's name in its place, and the replay", () => {
    const text = html(leaky);
    expect(text).toMatch(/data-observer="cable" class="cell clear"><a href="#firmware-1-leak-\d+">.*?clear/);
    expect(text).toMatch(/<li class="here"><code> {2}console\.log\(/);
    expect(text).toMatch(/<mark>‹settings\.token, \d+ bytes›<\/mark>/);
    expect(text).toContain("tightlip check ");
    expect(text).toContain("cable: ");
  });

  it("names for each provision its document, version and source, and the leaks that bear on it", () => {
    const text = html(leaky);
    for (const { name, version, source, provisions } of INSTRUMENTS) {
      expect(text).toContain(name);
      expect(text).toContain(version);
      expect(source).toMatch(/^https?:\/\//);
      expect(provisions.length).toBeGreaterThan(0);
    }
    expect(text).toContain('Evidence toward “not met”:<a href="#firmware-1-leak-1">leak 1</a>');
  });

  it("shows nothing of a secret that is told in pieces", async () => {
    const { secrets } = await observed(main);
    const { value } = secrets.find(({ name }) => name === "settings.token")!;
    const text = html(leaky);
    expect(text).not.toContain([...value].join(" "));
    expect(text).not.toMatch(/part \d+ is \w/);
  });

  it("stays under 300 KB", () => {
    expect(html(leaky).length).toBeLessThan(300 * 1024);
  });

  it("explains each observer and each colour that it shows", () => {
    const text = html(leaky);
    for (const { title, sees } of Object.values(OBSERVER_WORDS)) {
      expect(text).toContain(title);
      expect(text).toContain(sees);
    }
    for (const { degree } of leaky.verdict.findings) expect(text).toContain(`class="word ${degree}"`);
  });

  it("says in everyday words what each secret is, and what was looked at before who learns what", () => {
    const text = html(encrypted);
    expect(text).toContain('wifi.psk<span class="everyday">the WiFi\'s password</span>');
    expect(text.indexOf("Looked at ")).toBeGreaterThan(0);
    expect(text.indexOf("Looked at ")).toBeLessThan(text.indexOf('class="picture'));
  });

  it("explains sizes once, before the leaks that have one", () => {
    expect(html(encrypted).split(SIZES)).toHaveLength(2);
    expect(html(encrypted).indexOf(SIZES)).toBeLessThan(html(encrypted).indexOf(" bits)"));
  });

  it("explains the signs that it has, and no other", () => {
    const text = html(encrypted);
    expect(text).toContain("“allowed” is no leak");
    expect(text).not.toContain("“–”");
    expect(text).toContain("A disc is where a leak shows for the first time");
    expect(text).not.toContain("A ring is");
    expect(text).toContain('<mark class="masked apart">░</mark> stands for what is the same, but depends');
    expect(text).toContain("A request has two rows: its head, then its body.");
    expect(text).toContain("“As expected”: the policy says beforehand");
    expect(text).toContain("with its length as sent. All of it is in the body, below the empty line.");
  });

  it("has a note once, and elsewhere links to it", () => {
    const [{ secret, observer, source }] = encrypted.verdict.findings;
    const note = { kind: "same on every board", secret, observer, source } as const;
    const text = html({ ...encrypted, verdict: { ...encrypted.verdict, notes: [note] } });
    expect(text.split("is the same on every board")).toHaveLength(2);
    expect(text).toContain('<a href="#firmware-1-leak-1">the note on leak 1</a>');
  });

  it("loads nothing and has no script, whatever the firmware says", () => {
    const text = html(leaky, hostile());
    expect(text).not.toMatch(/<(script|img|link|iframe|object)\b/i);
    expect(text).not.toMatch(/<[^>]*\s(src|onerror|onload)=/i);
    expect(text).toContain("default-src 'none'");
  });
});

describe.skipIf(!hasBrowser && !isComplete)("the HTML report in Chromium", () => {
  const folder = tempFolder();
  const requests: string[] = [];
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    addFiles(folder, { "report.html": html(leaky, hostile()) });
    page = await browser.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("dialog", (dialog) => requests.push(`dialog ${dialog.message()}`));
    page.on("console", (message) => requests.push(`console ${message.text()}`));
    page.on("pageerror", (error) => requests.push(`error ${error.message}`));
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
  });
  afterAll(() => browser?.close());

  it("asks for nothing but itself, and runs nothing of the firmware's", async () => {
    expect(requests).toEqual([pathToFileURL(join(folder, "report.html")).href]);
    expect(await page.title()).toBe("tightlip: 2 × leaks; 1 not as expected");
  });

  it("keeps its structure around what the firmware says", async () => {
    const shown = await page.evaluate(() => ({
      cards: document.querySelectorAll("main > section.appliance").length,
      appendix: document.querySelectorAll("main > details.appendix").length,
      stray: document.querySelectorAll("script, img, iframe").length,
      seen: document.querySelector("pre.seen")?.textContent,
    }));
    expect(shown).toMatchObject({ cards: 2, appendix: 1, stray: 0 });
    expect(shown.seen).toContain("<script>document.title = 'ran'</script>");
    expect(shown.seen).toContain("‹settings.token, ");
  });

  it.each([1600, 1280, 390])("fits into %i pixels", async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => {
      for (const part of document.querySelectorAll("details")) part.open = true;
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it.each([
    ["light", undefined],
    ["dark", ["color-contrast"]],
  ] as const)("has nothing that axe objects to in %s", async (colorScheme, rules) => {
    await page.emulateMedia({ colorScheme });
    await expectNoObjection(page, rules);
  });

  it.each([
    [1280, "light"],
    [390, "dark"],
  ] as const)(
    "has nothing that axe objects to where bytes are computed, %i pixels wide, %s",
    async (width, colorScheme) => {
      addFiles(folder, { "encrypted.html": html(encrypted) });
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(pathToFileURL(join(folder, "encrypted.html")).href);
      await page.evaluate(() => {
        for (const part of document.querySelectorAll("details")) part.open = true;
      });
      expect(await page.locator(".twins").count()).toBeGreaterThan(0);
      await expectNoObjection(page);
    },
  );

  it("leads by the keyboard from the matrix and from the timeline to the leak", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    for (const selector of [".matrix a", ".lanes a.mark"]) {
      await page.goto(pathToFileURL(join(folder, "report.html")).href);
      await tabTo(page, selector);
      const href = await page.evaluate(() => document.activeElement!.getAttribute("href"));
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => location.hash)).toBe(href);
      expect(await page.locator("article:target").isVisible()).toBe(true);
    }
  });

  it("tells what a mark of the timeline is when it has the focus", async () => {
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    await tabTo(page, ".lanes a.mark");
    const tip = await page.evaluate(() => {
      const shown = document.activeElement!.querySelector(".tip")!;
      const { left, right, width, height } = shown.getBoundingClientRect();
      const isWhole = left >= 0 && right <= window.innerWidth && width > 3 * height;
      return { text: shown.textContent, clip: getComputedStyle(shown).clipPath, isWhole };
    });
    expect(tip).toMatchObject({
      clip: "none",
      text: expect.stringContaining("settings.token to cable"),
      isWhole: true,
    });
  });

  it("enlarges the timeline by the keyboard", async () => {
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    const width = () => page.evaluate(() => document.querySelector(".track")!.clientWidth);
    const before = await width();
    await tabTo(page, ".zoom");
    await page.keyboard.press("ArrowRight");
    expect(await width()).toBe(4 * before);
  });

  it.each(["provisions", "words", "firmware-1-allowed"])(
    "opens what is folded for a link to %s",
    async (id) => {
      await page.goto(`${pathToFileURL(join(folder, "encrypted.html")).href}#${id}`);
      const isOpen = (anchor: string) => document.getElementById(anchor)!.closest("details")!.open;
      expect(await page.evaluate(isOpen, id)).toBe(true);
    },
  );

  it("is read as XML by a strict parser, in the JUnit report", async () => {
    const xml = rendered("junit", [leaky, hostile(), { ...hostile(), expected: null }]);
    const parsed = await page.evaluate((text) => {
      const document = new DOMParser().parseFromString(text, "application/xml");
      return [
        document.querySelector("parsererror")?.textContent ?? null,
        document.querySelectorAll("testcase").length,
      ];
    }, xml);
    expect(parsed).toEqual([null, 3]);
  });
});
