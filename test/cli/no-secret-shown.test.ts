/** Commands that fail in every way we know, over a project with credentials in it: nothing that they leave holds one. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { allFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { looksLikeStackTrace } from "./cli.ts";
import { spoiled } from "./spoiled.ts";

const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+/%";
const SEEDS = SOAK ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];

/** Firmware that goes wrong, with `PSK` where its credential stands. */
const SOURCES: Readonly<Record<string, string>> = {
  "a wrong type": 'const psk: number = "PSK"\nconsole.log(psk)\nexport {}\n',
  "a syntax error": 'const psk = "PSK" "PSK" !\nexport {}\n',
  "a quote that never ends": 'const psk = "PSK\nexport {}\n',
  "a missing import": 'import { x } from "./missing"\nconst psk = "PSK"; console.log(x, psk)\n',
  "too deep nesting": `const psk = "PSK"\nconst x = ${"(".repeat(5000)}psk${")".repeat(5000)}\nexport {}\n`,
  "no end": 'const psk = "PSK"\nwhile (true) { console.log(psk.length) }\nexport {}\n',
  "a crash": 'const psk = "PSK"\nthrow new Error(psk)\n',
};
const COMMANDS = SOAK
  ? [
      "check --for 1s --report md,html,json",
      "build --debug",
      "run --for 1s",
      "flash --board esp32c3_bare --runtime sim --dry-run",
    ]
  : ["check --for 1s --debug --report md,html"];

/** Those that are tried outside of soak. */
const SAMPLE = ["a wrong type", "a quote that never ends", "too deep nesting", "a crash"];

/** How a text may be written that it is not to be seen. */
function forms(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [
    bytes,
    Buffer.from(value, "utf16le"),
    Buffer.from(value, "utf16le").swap16(),
    ...[...base64, bytes.toString("hex"), bytes.toString("hex").toUpperCase(), encodeURIComponent(value)].map(
      (text) => Buffer.from(text),
    ),
    Buffer.from(JSON.stringify(value).slice(1, -1)),
    Buffer.from([...value].toReversed().join("")),
  ];
}

describe.each(SEEDS)("with seed %i, no credential is shown by a command that meets", (seed) => {
  it.each(Object.entries(SOURCES).filter(([name]) => SOAK || SAMPLE.includes(name)))(
    "%s",
    async (name, source) => {
      const random = Random.stream(seed, `secret/${name}`);
      const made = () => Array.from({ length: 20 }, () => random.pick(LETTERS)).join("");
      const values = { literal: made(), setting: made() };
      for (const command of COMMANDS) {
        const project = tempProject({
          "package.json": '{ "name": "p" }',
          "src/main.ts": source.replaceAll("PSK", values.literal),
          ".env.local": `token=${values.setting}\n`,
        });
        const places = { cache: join(tempFolder(), "cache"), data: tempFolder(), temp: tempFolder() };
        const env = { TIGHTLIP_CACHE: places.cache, XDG_DATA_HOME: places.data, TMPDIR: places.temp };
        // In soak, the disk fills up as well, at one call or another.
        const at = SOAK ? random.below(8) : -1;
        const { code, stdout, stderr } = await spoiled("ENOSPC", at, command.split(" "), {
          cwd: project,
          env,
        });
        expect(code).not.toBeNull();
        if (!command.includes("--debug")) expect(looksLikeStackTrace(stderr)).toBe(false);
        const left = [...allFiles(project), ...allFiles(places.data), ...allFiles(places.temp)].filter(
          ([path]) => !["src/main.ts", ".env.local"].includes(path),
        );
        const cached = filesOf(places.cache);
        const shown = [
          ["stdout", Buffer.from(stdout)],
          ["stderr", Buffer.from(stderr)],
          ...left,
          ...cached,
        ] as const;
        for (const [where, bytes] of shown)
          for (const [kind, value] of Object.entries(values))
            for (const form of forms(value))
              expect(bytes.includes(form), `${command}: ${where} holds the ${kind}`).toBe(false);
      }
    },
    SOAK ? 600_000 : 60_000,
  );
});

function filesOf(folder: string): [string, Buffer][] {
  try {
    return [...allFiles(folder)];
  } catch {
    return [];
  }
}
