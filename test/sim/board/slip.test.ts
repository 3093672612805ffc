import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeSlip, SlipDecoder } from "../../../sim/board/slip.ts";
import { concat } from "../../../sim/tape/bytes.ts";

const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 });

describe("frames on a serial line", () => {
  it("look as in RFC 1055", () => {
    expect(encodeSlip(Uint8Array.of(1, 0xc0, 0xdb))).toEqual(
      Uint8Array.of(0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 0xc0),
    );
  });

  it("come out as they went in, however the stream is cut", () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 9 }), (sent, step) => {
        const line = concat(...sent.map(encodeSlip));
        const decoder = new SlipDecoder(1000);
        const got: Uint8Array[] = [];
        for (let at = 0; at < line.length; at += step)
          got.push(...decoder.push(line.subarray(at, at + step)));
        expect(got).toEqual(sent);
      }),
    );
  });

  it("are found again after garbage and half a frame", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ minLength: 1 }), (garbage, frame) => {
        const decoder = new SlipDecoder(1000);
        decoder.push(garbage);
        const line = concat(encodeSlip(frame), encodeSlip(frame), encodeSlip(frame));
        expect(decoder.push(line)).toContainEqual(frame);
      }),
    );
  });

  it("are dropped when they never end", () => {
    const decoder = new SlipDecoder(10);
    expect(decoder.push(concat(Uint8Array.of(0xc0), new Uint8Array(100), Uint8Array.of(0xc0)))).toEqual([]);
    expect(decoder.push(Uint8Array.of(0xc0, 7, 0xc0))).toEqual([Uint8Array.of(7)]);
  });
});
