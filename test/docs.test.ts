import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Scenario, scenario } from "../sim/home/scenario.ts";
import { buildImage } from "../src/compile/build.ts";
import { pathsOf } from "../src/paths/paths.ts";
import { applianceAt } from "../src/subjects/appliance.ts";
import { play } from "../src/subjects/play.ts";
import { loadPolicy } from "../src/subjects/policy-file.ts";
import { type Block, blocksOf } from "./cli/transcript.ts";
import { tempProject } from "./compile/temp-project.ts";

const folder = mkdtempSync(join(tmpdir(), "tightlip-docs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const programs = createJiti(import.meta.url, { alias: { tightlip: entry }, fsCache: false });

/** The blocks of one language in a page. */
function blocks(page: string, language: string): Block[] {
  return blocksOf(page).filter((block) => block.language === language);
}

describe("docs/device-library.md", () => {
  const page = "docs/device-library.md";

  it("makes a blob as it says", async () => {
    const [{ text: code }] = blocks(page, "ts");
    const file = join(folder, "offer.ts");
    writeFileSync(file, code);
    expect(await programs.import(file)).toMatchObject({ carried: 198, accepted: false });
  });

  it("has firmware that takes a network and forgets it", () => {
    const [{ text: code }] = blocks(page, "devs");
    const root = tempProject({ "package.json": '{ "name": "an-appliance" }', "src/main.ts": code });
    for (const part of ["package.json", "devs/index.ts", "devs/provision.ts", "devs/lib"])
      cpSync(part, join(root, "node_modules/tightlip", part), { recursive: true });
    cpSync("services/sealed-provisioning.md", join(root, "services/sealed-provisioning.md"));

    const life = play(join(root, "src/main.ts"), {
      scenario: scenario("a life").provision().wait("10s").press("button").wait("20s").handOver(),
    });

    expect(life.events.some((e) => e.kind === "eapol 4 of 4")).toBe(true);
    const flash = life.seenBy("flash").map((e) => Buffer.from(e.payload!).toString("latin1"));
    expect(flash.filter((bytes) => bytes.includes("a long enough passphrase"))).toEqual([]);
    expect(life.seenBy("flash").some((e) => e.to === "wifi_psk")).toBe(true);
  });
});

describe("docs/paths.md", () => {
  const [{ text: code }] = blocks("docs/paths.md", "devs");

  it("has firmware with a path to a server that takes thirteen starts", () => {
    const root = tempProject({ "package.json": '{ "name": "a-counter" }', "src/main.ts": code });
    const { image } = buildImage(join(root, "src/main.ts"));

    const paths = pathsOf(image).paths.filter(
      ({ secret, outlet }) => `${secret} ${outlet}` === "settings.token socket",
    );

    const line = code.split("\n").findIndex((text) => text.includes("fetch(")) + 1;
    expect(paths).toHaveLength(1);
    expect(paths[0].steps).toContainEqual(expect.objectContaining({ file: "src/main.ts", line }));
  });
});

describe("docs/world.md", () => {
  it.each(blocks("docs/world.md", "ts"))("runs the program on line $line", async ({ text: code, line }) => {
    const file = join(folder, `block-${line}.ts`);
    writeFileSync(file, code);
    await expect(programs.import(file)).resolves.toBeDefined();
  });

  it.each(blocks("docs/world.md", "yaml"))(
    "has a scenario on line $line that can be played",
    ({ text: code }) => {
      expect(Scenario.from(parse(code)).steps.length).toBeGreaterThan(0);
    },
  );
});

describe.each(["README.md", "docs/configuration.md", "docs/custom-servers.md", "docs/own-encodings.md"])(
  "%s",
  (page) => {
    const all = blocks(page, "ts");
    const config = all.find(({ text }) => text.includes("defineConfig"))?.text ?? "export default {};\n";

    it.each(all)("has a config or policy on line $line that is accepted", async ({ text: code }) => {
      const policy = code.includes("definePolicy") ? code : "export default {};\n";
      const files = { "main.ts": "", "tightlip.config.ts": config, "main.policy.ts": policy };
      const loaded = await loadPolicy(applianceAt(join(tempProject(files), "main.ts")));
      expect(Object.keys(loaded.policy).length).toBeGreaterThan(0);
    });
  },
);

it.each(blocks("docs/configuration.md", "yaml"))(
  "docs/configuration.md has a policy as data on line $line that is accepted",
  async ({ text: code }) => {
    const project = tempProject({ "main.ts": "", "main.policy.yaml": code });
    const { policy } = await loadPolicy(applianceAt(join(project, "main.ts")));
    expect(Object.keys(policy).length).toBeGreaterThan(2);
  },
);
