import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { play } from "../../src/subjects/play.ts";
import { emptyCache, tempProject } from "../compile/temp-project.ts";
import { printed } from "../firmware.ts";

const ROOT = join(import.meta.dirname, "../..");

it("firmware of any project imports the device library from the installed package", () => {
  const root = tempProject({
    "package.json": JSON.stringify({ name: "an-appliance" }),
    "src/main.ts": `
      import { Secret } from "tightlip/devs";
      console.log(new Secret("a value"));
    `,
  });
  for (const part of ["package.json", "devs/index.ts", "devs/lib"])
    cpSync(join(ROOT, part), join(root, "node_modules/tightlip", part), { recursive: true });

  const life = play(join(root, "src/main.ts"), { for: "1s" });

  expect(printed(life.world)).toEqual(["{use:[Closure: use],}"]);
});

it("firmware of this package imports it by the package's name too", () => {
  const { image } = buildImage(join(ROOT, "test/firmware/devs/vault.ts"), { cache: emptyCache() });

  const paths = image.debug.sources.map(({ path }) => path);
  expect(paths).toContain("node_modules/tightlip/devs/lib/vault.ts");
});
