import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programSources } from "../../src/subjects/definitions/program-sources.ts";
import { tempFolder } from "../compile/temp-project.ts";

function sources(files: Record<string, string>): readonly string[] | null {
  const folder = tempFolder(files);
  return programSources(join(folder, "main.policy.ts"))?.map(([, text]) => text) ?? null;
}

describe("sources of a program", () => {
  it("are its own text and that of the files that it imports, by way of others too", () => {
    const main =
      'import { definePolicy } from "tightlip";\nimport { reply } from "./reply.ts";\nexport default {};\n';
    const reply = 'export { text as reply } from "./deeper/text.ts";\n';
    const text = 'import "../main.policy.ts";\nexport const text = "hello";\n';
    expect(sources({ "main.policy.ts": main, "reply.ts": reply, "deeper/text.ts": text })).toEqual([
      main,
      reply,
      text,
    ]);
  });

  it.each([
    ["another package", 'import { x } from "left-pad";'],
    ["the file system", 'import { readFileSync } from "node:fs";'],
    ["a file that is not there", 'import "./gone.ts";'],
    ["a name without an ending", 'import "./main";'],
    ["a module that it names later", "export default await import(name);"],
    ["the time", "export default { at: Date.now() };"],
    ["chance", "export default { n: Math.random() };"],
    ["a key that is made by chance", 'import { generateKeySync } from "node:crypto";'],
    ["the environment", "export default { n: process.env.N };"],
    ["a text that is no program", "export default {"],
  ])("are not all that counts where it reaches for %s", (_, text) => {
    expect(sources({ "main.policy.ts": text })).toBeNull();
  });
});
