import { deflateSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { isFileName, MAX_FILES, projectIn } from "../../src/lab/page/own/project.ts";
import { MAX_LINK_CHARACTERS, sharedProject, shareLink } from "../../src/lab/page/own/share.ts";

const PROJECT = {
  main: "main.ts",
  files: { "main.ts": "console.log('é 世界')\n", "lib/a.ts": "export {}\n" },
};

beforeAll(() => {
  Object.assign(globalThis, { location: { href: "https://lab.example/index.html#/own" } });
});

describe("a share link", () => {
  it("brings back the project that it was made of", () => {
    const link = shareLink(PROJECT)!;
    expect(link).toMatch(/^https:\/\/lab\.example\/index\.html#\/own\/[\w-]+$/);
    expect(sharedProject(link.split("#/own/")[1])).toEqual(PROJECT);
  });

  it("is refused where it would be too long", () => {
    let text = "";
    for (let at = 0; text.length < 150_000; at++) text += `${(at * 2_654_435_761) % 4_294_967_296} `;
    expect(shareLink({ main: "main.ts", files: { "main.ts": text } })).toBeNull();
  });

  it("holds no project where it is damaged, huge, or something else", () => {
    expect(sharedProject("")).toBeNull();
    expect(sharedProject("<script>")).toBeNull();
    expect(sharedProject("A".repeat(MAX_LINK_CHARACTERS + 1))).toBeNull();
    expect(sharedProject(packed("not json"))).toBeNull();
    expect(sharedProject(packed(JSON.stringify({ main: "a.ts", files: {} })))).toBeNull();
    expect(sharedProject(shareLink(PROJECT)!.split("#/own/")[1].slice(0, -4))).toBeNull();
  });

  it("is not unpacked beyond what a project may be", () => {
    const bomb = packed(" ".repeat(19_000_000));
    expect(bomb.length).toBeLessThan(MAX_LINK_CHARACTERS);
    expect(sharedProject(bomb)).toBeNull();
  });
});

describe("a project", () => {
  it("has an entry among its files", () => {
    expect(projectIn(JSON.stringify({ main: "b.ts", files: { "a.ts": "" } }))).toBeNull();
    expect(projectIn(JSON.stringify({ main: "a.json", files: { "a.json": "" } }))).toBeNull();
  });

  it("has no more files than the lab shows", () => {
    const files = Object.fromEntries(Array.from({ length: MAX_FILES + 1 }, (_, at) => [`f${at}.ts`, ""]));
    expect(projectIn(JSON.stringify({ main: "f0.ts", files }))).toBeNull();
  });

  it.each([
    "../main.ts",
    "/main.ts",
    "a/../b.ts",
    ".env.ts",
    "__proto__/a.ts",
    "node_modules/a.ts",
    "a b.ts",
    "a\u202e.ts",
    "main.js",
    `${"x".repeat(120)}.ts`,
  ])("takes no file called %j", (name) => {
    expect(isFileName(name)).toBe(false);
  });
});

function packed(text: string): string {
  return Buffer.from(deflateSync(new TextEncoder().encode(text), { level: 9 })).toString("base64url");
}
