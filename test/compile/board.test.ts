import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { BuildFailed } from "../../src/compile/build-failed.ts";
import { emptyCache, tempProject } from "./temp-project.ts";

const BARE_CHIPS = ["esp32_bare", "esp32s2_bare", "esp32s3_bare", "esp32c3_bare"];
const REPOSITORY = join(import.meta.dirname, "..", "..");
const USES_PINS = `// import { pins } from "@dsboard/esp32_bare"
import { pins } from "@dsboard/pico_w"
console.log(pins.GP0)
`;
/** A program of more than the 220 KiB that boards with 256 KiB of store have for it. */
const LARGE = ["00", "11", "22", "33", "44"]
  .map((byte, i) => `const table${i} = hex\`${byte.repeat(50_000)}\`\nconsole.log(table${i}.length)\n`)
  .concat("export {}\n")
  .join("");

describe("a firmware of this repository", () => {
  const cache = emptyCache();

  it.each([
    "appliances/kettle/main.ts",
    "lessons/01-cloud-relay/leaky.ts",
    "lessons/01-cloud-relay/encrypted.ts",
    "lessons/01-cloud-relay/fixed.ts",
  ])("is the same on all four chips: %s", (firmware) => {
    const images = BARE_CHIPS.map(
      (board) => buildImage(join(REPOSITORY, "devs", firmware), { cache, board }).image.sha256,
    );
    expect(new Set(images).size).toBe(1);
  });
});

describe("a firmware asked for as one for a board", () => {
  it("is refused where it uses the pins of another", () => {
    const root = tempProject({ "src/main.ts": USES_PINS });
    const cache = emptyCache();
    const build = (board: string) => buildImage(join(root, "src/main.ts"), { cache, board });
    expect(build("pico_w").board?.boardId).toBe("pico_w");
    expect(failureOf(() => build("esp32_bare"))).toMatchObject({
      exitCode: 3,
      diagnostics: [
        { file: "src/main.ts", line: 2, column: 1, hint: expect.stringContaining("--board pico_w") },
      ],
    });
  });

  it("may use a library that has drivers for other boards", () => {
    const root = tempProject({
      "src/main.ts": 'import { startSHT30 } from "@devicescript/drivers"\nconsole.log(startSHT30)\n',
    });
    const { board } = buildImage(join(root, "src/main.ts"), { cache: emptyCache(), board: "esp32_bare" });
    expect(board?.archId).toBe("esp32");
  });

  it("is refused when the board can't store so large a program", () => {
    const root = tempProject({ "src/main.ts": LARGE });
    const cache = emptyCache();
    const build = (board: string | null) => buildImage(join(root, "src/main.ts"), { cache, board });
    expect(build(null).image.bytecode.length).toBeGreaterThan(230_000);
    expect(failureOf(() => build("esp32c3_bare")).message).toMatch(
      /the program has \d+ bytes, but board "esp32c3_bare" stores at most 225280/,
    );
  });
});

function failureOf(action: () => unknown): BuildFailed {
  try {
    action();
  } catch (error) {
    if (error instanceof BuildFailed) return error;
    throw error;
  }
  throw new Error("it did build");
}
