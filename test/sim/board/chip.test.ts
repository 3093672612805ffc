import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type Application, EmulatedChip, OP } from "../../../sim/board/chip.ts";
import { encodeSlip, SlipDecoder } from "../../../sim/board/slip.ts";
import { concat, toText } from "../../../sim/tape/bytes.ts";

const SIZE = 256 * 1024;

let flash: Uint8Array;
let sent: Uint8Array[];

function chip(application: Application | null = null): EmulatedChip {
  return new EmulatedChip({
    chip: "esp32c3",
    flash,
    application,
    md5: (bytes) => new Uint8Array(createHash("md5").update(bytes).digest()),
    send: (bytes) => sent.push(bytes),
  });
}

function inDownload(): EmulatedChip {
  const made = chip();
  made.setSignals({ dtr: false, rts: true });
  made.setSignals({ dtr: true, rts: false });
  sent = [];
  return made;
}

function request(op: number, data: Uint8Array = new Uint8Array(), check = 0): Uint8Array {
  const head = new Uint8Array(8);
  head[1] = op;
  new DataView(head.buffer).setUint16(2, data.length, true);
  new DataView(head.buffer).setUint32(4, check, true);
  return encodeSlip(concat(head, data));
}

const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const answers = () => new SlipDecoder(100_000).push(concat(...sent));

beforeEach(() => {
  flash = new Uint8Array(SIZE).fill(0xff);
  sent = [];
});

describe("the emulated chip", () => {
  it("boots into the firmware, or, with DTR at the end of the reset, into the boot loader", () => {
    const made = chip();
    expect(made.mode).toBe("application");
    made.setSignals({ dtr: false, rts: true });
    made.setSignals({ dtr: true, rts: false });
    expect(made.mode).toBe("rom");
    expect(toText(concat(...sent))).toContain("waiting for download");
  });

  it("starts, feeds and stops the firmware in flash", () => {
    const seen: string[] = [];
    const made = chip({
      start: (_, send) => {
        seen.push("start");
        send(Uint8Array.of(0x68, 0x69));
      },
      receive: (bytes) => seen.push(toText(bytes)),
      advance: (micros) => seen.push(`${micros} µs`),
      stop: () => seen.push("stop"),
    });
    made.receive(Uint8Array.of(0x79, 0x6f));
    made.advance(20);
    made.setSignals({ rts: true });
    made.advance(20);
    expect(seen).toEqual(["start", "yo", "20 µs", "stop"]);
    expect(toText(concat(...sent))).toMatch(/hi$/);
  });

  it("answers a greeting eight times, with a status of four bytes", () => {
    inDownload().receive(request(OP.sync, Uint8Array.of(7, 7, 0x12, 0x20, ...Array(32).fill(0x55))));
    expect(answers()).toHaveLength(8);
    expect(answers()[0]).toEqual(Uint8Array.of(1, 8, 4, 0, 0x55, 0x55, 0x55, 0x55, 0, 0, 0, 0));
  });

  it("refuses what only the stub knows, and what is outside of its flash", () => {
    const made = inDownload();
    made.receive(request(OP.readFlash, words(0, 4096, 1024, 64)));
    expect(answers()[0].subarray(8)).toEqual(Uint8Array.of(1, 5, 0, 0));
    sent = [];
    made.receive(request(OP.flashBegin, words(4096, 1, 4096, SIZE, 0)));
    expect(answers()[0].subarray(8)).toEqual(Uint8Array.of(1, 6, 0, 0));
  });

  it("writes only blocks whose check is right, and only turns ones into zeros", () => {
    flash.fill(0, 0x2000, 0x2004);
    const made = inDownload();
    const block = Uint8Array.of(1, 2, 3, 4);
    made.receive(request(OP.flashBegin, words(4, 1, 4, 0x1000, 0)));
    sent = [];
    made.receive(request(OP.flashData, concat(words(4, 0, 0, 0), block), 0));
    expect(answers()[0].subarray(8)).toEqual(Uint8Array.of(1, 7, 0, 0));
    made.receive(request(OP.flashData, concat(words(4, 0, 0, 0), block), 0xef ^ 1 ^ 2 ^ 3 ^ 4));
    expect(flash.subarray(0x1000, 0x1004)).toEqual(block);
    expect(flash.subarray(0x2000, 0x2004)).toEqual(new Uint8Array(4));
  });

  it("withstands any bytes, and leaves its flash alone without a proper command", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (lines) => {
        const made = inDownload();
        for (const line of lines) {
          made.receive(line);
          made.receive(encodeSlip(concat(Uint8Array.of(0), line)));
        }
        made.receive(request(OP.sync, new Uint8Array(36)));
        expect(answers().length).toBeGreaterThan(0);
      }),
    );
  });
});
