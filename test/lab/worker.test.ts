import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { readSecretFile } from "../../src/capture/secret-file.ts";
import type { Answer } from "../../src/lab/page/protocol.ts";
import labConfig from "../../src/lab/page/vite.config.ts";
import { toolchainScript } from "../../src/site/toolchain-script.ts";
import { appliancesIn } from "../../src/subjects/appliance.ts";
import { tightlip } from "../cli/cli.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { launchBrowser } from "../report/browser.ts";
import { SOAK } from "../soak.ts";

const ALL = ["devs/lessons", "devs/appliances"].flatMap((folder) => appliancesIn(folder));
/** Recordings of each kind that is met in the field. */
const RECORDINGS = "test/capture/cases";
/** The one compression that a page does not take off. */
const BROTLI = /\bbr(?:-base64)?\.\w+$/;
const SAMPLE = ["01-cloud-relay/leaky", "07-timing-of-a-code/fixed", "kettle"];
const CHECKED = SOAK ? ALL : ALL.filter(({ name }) => SAMPLE.includes(name));

const WORDS: { readonly event: Readonly<Record<string, Readonly<Record<string, string>>>> } = JSON.parse(
  readFileSync("src/lab/page/locales/en.json", "utf8"),
);

type Asked = Readonly<Record<string, unknown>>;
declare global {
  var LabWorker: new () => Worker;
  var askWorker: (request: Asked) => Promise<Answer>;
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const folder = tempFolder();
  const root = join(import.meta.dirname, "worker-page");
  await build({
    ...labConfig,
    root,
    configFile: false,
    logLevel: "error",
    build: { ...labConfig.build, outDir: folder },
  });
  writeFileSync(join(folder, "toolchain.js"), toolchainScript());
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(pathToFileURL(join(folder, "index.html")).href);
  await page.addScriptTag({ url: "toolchain.js" });
  await page.evaluate(async () => {
    const worker = new LabWorker();
    let last = 0;
    globalThis.askWorker = (request) => {
      const id = ++last;
      return new Promise((resolve, reject) => {
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }: MessageEvent<Answer>) => {
          const isWhole = data.kind !== "judging" && !(data.kind === "checked" && data.goal === "pending");
          if (isWhole) resolve(data);
        };
        worker.postMessage({ ...request, id });
      });
    };
    const { tightlipToolchain } = globalThis as unknown as {
      tightlipToolchain: { vm: string; compiler: () => void };
    };
    const compiler = `globalThis.tightlipCompiler=${tightlipToolchain.compiler}`;
    const vm = Uint8Array.from(atob(tightlipToolchain.vm), (character) => character.charCodeAt(0));
    await askWorker({ kind: "load", ...tightlipToolchain, compiler, vm });
  });
});
afterAll(() => browser.close());

async function ask(request: Asked): Promise<Answer> {
  return page.evaluate((asked) => globalThis.askWorker(asked), request);
}

/** Asks about a recording; bytes go to the page as base64. */
async function askAbout(file: string, request: Asked): Promise<Answer> {
  const base64 = readFileSync(file).toString("base64");
  return page.evaluate(
    ([asked, text]) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      return globalThis.askWorker({ ...asked, bytes });
    },
    [{ ...request, file }, base64] as const,
  );
}

/** What the command's scan comes to, in words that can be compared. */
async function scanned(file: string, name: string, value: string): Promise<unknown> {
  try {
    const { found, blindSpots } = await scanCapture(file, [{ name, values: [value] }]);
    const told = found.map(({ finding: { observer, degree, chain, to }, places }) =>
      [observer, degree, chain, to, places.map(({ where }) => where)].join(),
    );
    return { found: told.sort(), blindSpots };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

describe("the lab's worker", () => {
  it.each(CHECKED)("judges $name as the command does, to the byte", async ({ name, main }) => {
    const policy = main.replace(/\.ts$/, ".policy.ts");
    const answer = await ask({ kind: "check", files: {}, isOwn: false, main, name, policy, goal: null });
    const { stdout } = await tightlip(["check", main, "--json", "--no-cache"]);
    if (answer.kind !== "checked") throw new Error(JSON.stringify(answer));
    expect(answer.json).toBe(stdout);
  });

  it("lets the firmware of each check live, whatever was judged after it", async () => {
    const checked = async (lesson: string) => {
      const main = `devs/lessons/${lesson}/leaky.ts`;
      const policy = main.replace("leaky.ts", "fixed.policy.ts");
      const answer = await ask({
        kind: "check",
        files: {},
        isOwn: false,
        main,
        name: "x",
        policy,
        goal: null,
      });
      return answer.id;
    };
    const [first] = [await checked("01-cloud-relay"), await checked("02-it-was-encrypted")];
    await ask({ kind: "start", check: first });
    const lived = await ask({ kind: "advance", micros: 5_000_000 });
    if (lived.kind !== "lived") throw new Error(JSON.stringify(lived));
    const hosts = lived.events.flatMap(({ channel, to }) => (channel === "http" ? [to] : []));
    expect(new Set(hosts)).toEqual(new Set(["pairing.cloud.example:443"]));
    const unworded = lived.events.filter(
      ({ channel, kind }) => !Object.hasOwn(WORDS.event[channel] ?? {}, camelCase(kind)),
    );
    expect(new Set(unworded.map(({ channel, kind }) => `${channel} ${kind}`))).toEqual(new Set());
    expect(await ask({ kind: "start", check: 999 })).toMatchObject({ kind: "failed" });
  });

  it("scans recordings of every kind as the command does", async () => {
    const folders = readdirSync(RECORDINGS);
    expect(folders.length).toBeGreaterThan(30);
    for (const folder of folders) {
      const [{ name, values }] = readSecretFile(join(RECORDINGS, folder, "secrets.json"), () => {});
      for (const recording of readdirSync(join(RECORDINGS, folder))) {
        const file = `${RECORDINGS}/${folder}/${recording}`;
        if (recording === "secrets.json" || BROTLI.test(recording)) continue;
        const expected = await scanned(file, name, values[0]);
        const answer = await askAbout(file, {
          kind: "compare",
          secret: { name, value: values[0] },
          parts: [],
        });
        if (answer.kind !== "compared") {
          expect({ refused: answer.kind === "failed" ? answer.message : answer.kind }).toEqual(expected);
          continue;
        }
        const { found, blindSpots } = answer;
        const told = found.flatMap(({ observers, degree, chain, to, places }) =>
          observers.map((observer) => [observer, degree, chain, to, places].join()),
        );
        expect({ file, found: told.sort(), blindSpots }).toEqual({ file, ...(expected as object) });
        const opened = await askAbout(file, { kind: "open" });
        expect(opened.kind === "opened" && opened.units.length).toBeGreaterThan(0);
      }
    }
  });

  it("has no answer of a lesson beside the learner's firmware", async () => {
    const main = "devs/lessons/01-cloud-relay/leaky.ts";
    const files = { [main]: 'import "./fixed";\n' };
    const answer = await ask({ kind: "check", files, isOwn: false, main, name: "x", policy: {} });
    expect(answer.kind).toBe("checked");
    expect(JSON.stringify(answer)).toContain("Cannot find module './fixed'");
  });
});

function camelCase(term: string): string {
  return term.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
}
