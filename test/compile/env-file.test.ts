import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { readSettings } from "../../src/compile/env-file.ts";
import { Inputs } from "../../src/compile/inputs.ts";
import { loadCompiler, loadVmModule } from "../../src/devicescript.ts";
import { emptyCache, tempProject } from "./temp-project.ts";

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
      new Inputs(),
      () => loadVmModule({ cache }),
    );
    const expected = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
    expect(expected.length).toBeGreaterThan(8);
    expect(text(readSettings(root))).toEqual(
      text(Object.fromEntries(expected) as Record<string, Uint8Array>),
    );
  });

  it("may be missing", () => {
    expect(readSettings(join(tempProject({}), "src"))).toEqual({});
  });
});

function text(settings: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, Buffer.from(value).toString("utf8")]),
  );
}
