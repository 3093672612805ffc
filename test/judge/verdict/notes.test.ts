import { describe, expect, it } from "vitest";
import { buildImage } from "../../../src/compile/build.ts";
import type { Note } from "../../../src/judge/verdict/notes.ts";
import { judged } from "../judged.ts";

/** Notes on bytes that are the same on every board, by secret and observer. */
function sameEverywhere(main: string): string[] {
  const { notes } = judged(buildImage(main).image, { virtualMicros: 5_000_000, policy: {}, explore: 0 });
  return notes
    .filter((note): note is Extract<Note, { kind: "same on every board" }> => {
      return note.kind === "same on every board";
    })
    .map(({ secret, observer }) => `${secret} ${observer}`)
    .sort();
}

describe("the note on bytes that are the same on every board", () => {
  it("is on a body that is encrypted under a key of the program's", () => {
    expect(sameEverywhere("devs/lessons/01-cloud-relay/encrypted.ts")).toEqual([
      "wifi.psk endpoint",
      "wifi.ssid endpoint",
    ]);
  });

  it("is not on one that depends on the board, though the head before it does not", () => {
    expect(sameEverywhere("devs/lessons/02-it-was-encrypted/leaky.ts")).toEqual([]);
  });
});
