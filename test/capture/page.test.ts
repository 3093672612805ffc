/** The page on captures names what is read and what is not: all that the code knows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FOREIGN_MARKS } from "../../src/capture/foreign.ts";
import { carriedBy } from "../../src/capture/packets/link.ts";
import { BLIND_KINDS } from "../../src/judge/read/understood.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/captures.md"), "utf8");
const text = PAGE.replace(/\s+/g, " ");

describe("the page on captures", () => {
  it.each(Object.entries(BLIND_KINDS))(
    "has the blind spot %s with what opens it",
    (kind, { name, opens }) => {
      expect(text).toContain(`| \`${kind}\` | ${name} | ${opens ?? "nothing"} |`);
    },
  );

  it.each([...new Set(FOREIGN_MARKS.map(([, name]) => name.replace(/ \(.*| text$/, "")))])(
    "says that captures of %s are not read",
    (name) => {
      expect(text).toContain(name);
    },
  );

  it("lists the links that are read, and no others", () => {
    const [, list] = /with the numbers \(LINKTYPE\) ([\d, and]+)\./.exec(text)!;
    const frame = new Uint8Array(200);
    const state = { sealed: new Set<number>(), parts: new Map<string, Uint8Array>() };
    const isRead = (linkType: number) =>
      !carriedBy(linkType, frame, state).some(
        (carried) => carried.kind === "blind" && carried.detail === `link type ${linkType}`,
      );
    const read = Array.from({ length: 400 }, (_, linkType) => linkType).filter(isRead);
    expect((list.match(/\d+/g) ?? []).map(Number)).toEqual(read);
  });

  it.each([
    "TKIP",
    "WEP",
    "WPA3",
    "xz",
    "LZMA",
    "lzip",
    "7z",
    "tar",
    "RAR",
    "lzop",
    "Snappy",
    "CAB",
    "compress",
  ])("says that %s is not read", (name) => {
    expect(text).toContain(name);
  });
});
