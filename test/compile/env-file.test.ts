import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { readEnvFile } from "../../src/compile/env-file.ts";
import { Inputs } from "../../src/compile/inputs.ts";
import { ProjectFiles } from "../../src/compile/project-files.ts";
import { ENV_FILES, envTextForCompiler, settingsOf } from "../../src/compile/settings-file.ts";
import { loadCompiler, loadVmModule } from "../../src/devicescript.ts";
import { growth, LINEAR } from "../growth.ts";
import { addFiles, emptyCache, tempProject } from "./temp-project.ts";

const DEFAULTS = [
  "plain=text",
  "number=42",
  'json={"a": [1, 2]}',
  'quoted="with spaces"',
  "nothing=null",
  "empty=",
  "# comment",
  "hash=a#b",
  "spaced = value ",
  "equals=a=b=c",
  "=no key",
  "no value",
  "unicode=Süd⚡",
  "twice=1",
  "twice=2",
  "local=default",
  "gone=default",
].join("\r\n");
const LOCAL = "local=mine\ngone=\nwifi_psk=correct horse\n";

describe("settings files", () => {
  it("are read exactly as the DeviceScript compiler reads them", () => {
    const cache = emptyCache();
    const root = tempProject({
      ".env.defaults": DEFAULTS,
      ".env.local": LOCAL,
      "src/main.ts": "export {}\n",
    });
    const { settings } = compile(
      { root, main: "src/main.ts" },
      { hwInfo: {}, addServices: [], addBoards: [] },
      loadCompiler({ cache }),
      new Inputs(new ProjectFiles(root)),
      () => loadVmModule({ cache }),
    );
    const expected = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
    expect(expected.length).toBeGreaterThan(8);
    expect(text(settingsIn(root))).toEqual(text(Object.fromEntries(expected) as Record<string, Uint8Array>));
  });

  it("are read as the compiler's expression reads them, whatever is in them", () => {
    const line = fc.string({ unit: fc.constantFrom("=", " ", "a", "\t", "é", '"'), maxLength: 12 });
    fc.assert(
      fc.property(line, (text) => {
        const root = tempProject({ ".env.local": text });
        const found = /([^=]+)\s*=([\s\S]*)/.exec(text);
        const expected = found === null ? [] : [{ key: found[1], value: found[2], line: 1 }];
        expect(readEnvFile(root, ".env.local")).toEqual(expected);
      }),
    );
  });

  it("take time that grows no faster than they do", () => {
    const root = tempProject({});
    const read = (size: number) => {
      addFiles(root, { ".env.local": " ".repeat(size) });
      settingsIn(root);
      envTextForCompiler(readEnvFile(root, ".env.local"));
    };
    expect(growth(read, 50_000)).toBeLessThan(LINEAR);
  });

  it("may be missing", () => {
    expect(settingsIn(join(tempProject({}), "src"))).toEqual({});
  });
});

function settingsIn(root: string): Record<string, Uint8Array> {
  return settingsOf(ENV_FILES.flatMap((file) => readEnvFile(root, file)));
}

function text(settings: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, Buffer.from(value).toString("utf8")]),
  );
}
