import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toText } from "../../sim/tape/bytes.ts";
import { checkQrFile, drawQr, labelText, readLabel } from "../../src/provision/label.ts";
import { newPairingCode } from "../../src/provision/offer.ts";
import { tempFolder } from "../compile/temp-project.ts";

const folder = tempFolder();
const file = join(folder, "label.txt");

function readAs(text: string): string | null {
  writeFileSync(file, text);
  return readLabel(file);
}

describe("a label", () => {
  it("holds a code of 80 bits, another each time", () => {
    const codes = Array.from({ length: 200 }, newPairingCode);
    expect(new Set(codes).size).toBe(200);
    for (const code of codes) expect(readAs(labelText(code))).toBe(code);
  });

  it("is read as it was printed, typed off, or scanned", () => {
    for (const text of [
      "Pairing code: 0123-4567-89AB-CDEF\n",
      "O123 4567 89ab cdef",
      "TIGHTLIP:0123456789ABCDEF\n",
    ])
      expect(readAs(text)).toBe("0123456789ABCDEF");
    expect(readLabel(join(folder, "nowhere.txt"))).toBe(null);
  });

  it("is refused when it is something else, without being quoted", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z:-]{9,15}$/), (text) => {
        const failure = (() => {
          try {
            readAs(text);
          } catch (error) {
            return error;
          }
        })() as Error;
        expect(failure).toMatchObject({ exitCode: 2 });
        expect(failure.message).not.toContain(text);
      }),
      { numRuns: 50 },
    );
    expect(() => readAs("x".repeat(2000))).toThrow("not a label's file");
    expect(() => readLabel(folder)).toThrow("can't be read");
  });

  it("is drawn as SVG, PNG or characters, by the name of the file", async () => {
    const code = newPairingCode();
    expect(toText(drawQr(code, "label.svg"))).toContain("<svg");
    expect(toText(drawQr(code, "label.PNG")).slice(1, 4)).toBe("PNG");
    expect(toText(drawQr(code, "label.txt"))).toContain("█▀▀▀▀▀█");
    expect(drawQr(code, "a.svg")).toEqual(await drawQr(code, "b.svg"));
    expect(drawQr(code, "a.svg")).not.toEqual(await drawQr(newPairingCode(), "a.svg"));
    expect(() => checkQrFile("label.pdf")).toThrow(".svg, .png, .txt");
  });
});
