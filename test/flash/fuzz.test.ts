/** Readers of what boards, their files and flash say: made-up and damaged input ends in an error in words, or in nothing. */
import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nvsPageOf, PAGE_BYTES } from "../../sim/board/nvs-page.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import { FlashContents } from "../../src/capture/images/flash-contents.ts";
import { Ledger } from "../../src/capture/ledger.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { FLASH } from "../../src/capture/plain-sights.ts";
import { Search } from "../../src/capture/search.ts";
import { findBoards } from "../../src/flash/boards.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { parsePartitions } from "../../src/flash/partitions.ts";
import { Session } from "../../src/flash/session.ts";
import { TelnetDecoder } from "../../src/flash/telnet.ts";
import { UserError } from "../../src/user-error.ts";
import { addFiles, tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { inNoTime } from "./no-time.ts";

/** Inputs for each reader. */
const INPUTS = { numRuns: SOAK ? 20_000 : 300, seed: 4 };
/** The same where one takes long: a session waits for answers that do not come. */
const SESSIONS = { numRuns: SOAK ? 20_000 : 12, seed: 4 };
const TIME_LIMIT_MS = SOAK ? 7_200_000 : 360_000;
const SECRET = "machine-login-4711";

/** Null if it went well, else what it said; throws where that is no error in words of one line. */
function complaintOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).not.toContain("\n");
    expect((error as UserError).message).not.toContain(SECRET);
    return (error as UserError).message;
  }
}

const BOARD = {
  ...{ devName: "A board", productId: "0x3f00aa01", archId: "esp32c3", pins: { P1: 1 } },
  ...{ led: { pin: 8 }, log: { pinTX: 21 }, $services: [{ service: "button", name: "a", pin: 9 }] },
};

describe("a board's file", () => {
  const root = tempProject({ "package.json": "{}" });
  const found = (text: string) => {
    addFiles(root, { "boards/mine.board.json": text });
    return complaintOf(() => findBoards(root));
  };

  it(
    "is read, or refused in words, whatever is in it",
    () => {
      const fields = Object.keys(BOARD) as (keyof typeof BOARD)[];
      const damaged = fc
        .tuple(fc.subarray(fields, { minLength: 1 }), fc.jsonValue({ maxDepth: 4 }))
        .map(([changed, value]) =>
          JSON.stringify({ ...BOARD, ...Object.fromEntries(changed.map((f) => [f, value])) }),
        );
      fc.assert(
        fc.property(fc.oneof(damaged, fc.json(), fc.string()), (text) => {
          found(text);
        }),
        INPUTS,
      );
      expect(found(JSON.stringify(BOARD))).toBeNull();
      expect(found(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).toContain("nested deeper");
    },
    TIME_LIMIT_MS,
  );

  it.skipIf(process.platform === "win32")("is a plain file of the project's, and is not quoted", () => {
    const file = (name: string) =>
      join(tempProject({ "package.json": "{}", "boards/.keep": "" }), "boards", name);
    const complaint = (path: string) => complaintOf(() => findBoards(join(path, "../..")));
    const secret = join(tempProject({ netrc: SECRET }), "netrc");
    const linked = file("a.board.json");
    symlinkSync(secret, linked);
    expect(complaint(linked)).toContain("is a link, which is not followed");
    const pipe = file("a.board.json");
    execFileSync("mkfifo", [pipe]);
    expect(complaint(pipe)).toContain("is not a plain file");
    const large = file("a.board.json");
    writeFileSync(large, "");
    truncateSync(large, 5e9);
    expect(complaint(large)).toContain("is larger than 1 MB");
    expect(found(`${SECRET} {`)).toMatch(/mine\.board\.json: is not JSON\.$/);
    const partitions = file("a.partitions.csv");
    writeFileSync(join(partitions, "../a.board.json"), JSON.stringify(BOARD));
    symlinkSync(secret, partitions);
    expect(complaint(partitions)).toContain("is a link, which is not followed");
  });
});

it("a table of partitions is read, or refused in words", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom("app", "data", "nvs", "0x9000", "64K", "1M", "", "-1", "1e99"),
  );
  const line = fc.array(cell, { maxLength: 7 }).map((cells) => cells.join(","));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      complaintOf(() => parsePartitions(lines.join("\n"), "a.partitions.csv", 4 * 2 ** 20));
    }),
    INPUTS,
  );
});

it(
  "a page of NVS comes to values that lie within it, and flash to an end",
  () => {
    const header = [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0xfe];
    const page = fc
      .tuple(fc.uint8Array({ maxLength: 600 }), fc.nat(PAGE_BYTES), fc.boolean(), fc.nat(255))
      .map(([noise, at, isPage, fill]) => {
        const bytes = new Uint8Array(PAGE_BYTES).fill(fill);
        if (isPage) bytes.set(header);
        bytes.set(noise.subarray(0, PAGE_BYTES - at), at);
        return bytes;
      });
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 3 }), (pages) => {
        for (const bytes of pages)
          for (const { key, bytes: value } of nvsPageOf(bytes)?.values ?? []) {
            expect(key.length).toBeLessThan(16);
            expect(value.length).toBeLessThanOrEqual(PAGE_BYTES);
          }
        const contents = new FlashContents(
          new Search([{ name: "wifi.psk", values: [SECRET] }], nodeScanTools.crypto),
          FLASH,
          new Ledger(),
        );
        for (const bytes of pages) contents.push(bytes);
        contents.close();
      }),
      INPUTS,
    );
  },
  TIME_LIMIT_MS,
);

it("a server of serial ports says what it likes, in pieces of any size", () => {
  const sign = fc.oneof(fc.nat(255), fc.constantFrom(255, 250, 240, 251, 253, 44));
  fc.assert(
    fc.property(fc.array(fc.array(sign, { maxLength: 400 }), { maxLength: 6 }), (pieces) => {
      const decoder = new TelnetDecoder();
      const said = pieces.flatMap((piece) => decoder.push(Uint8Array.from(piece)));
      const sizeBytes = said.reduce((sum, part) => sum + ("bytes" in part ? part.bytes.length : 0), 0);
      expect(sizeBytes).toBeLessThanOrEqual(pieces.flat().length);
    }),
    INPUTS,
  );
});

interface Lie {
  /** Bytes that the board has said before. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A board whose answers are changed on their way, or that says something else. */
class LyingPort extends EmulatedPort {
  private said = 0;
  private lies: readonly Lie[] | undefined;

  constructor(
    lies: readonly Lie[],
    private readonly isBoard: boolean,
  ) {
    super({ chip: "esp32c3", flash: new Uint8Array(4 * 2 ** 20).fill(0xff) });
    this.lies = lies;
  }

  protected override deliver(bytes: Uint8Array): void {
    // The chip already says something while the port is made.
    if (this.lies === undefined) return;
    const changed = this.isBoard ? bytes.slice() : new Uint8Array();
    const from = this.said;
    this.said += bytes.length;
    for (const lie of this.lies) {
      if (lie.at < from || lie.at >= this.said) continue;
      if (this.isBoard) changed.set(lie.bytes.subarray(0, changed.length - (lie.at - from)), lie.at - from);
      else super.deliver(lie.bytes);
    }
    if (this.isBoard) super.deliver(changed);
  }
}

it(
  "a board that lies ends a session in words, and in a bounded number of tries",
  async () => {
    const sign = fc.oneof(fc.nat(255), fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd, 0x01, 0x08, 0));
    const bytes = fc.array(sign, { minLength: 1, maxLength: 40 }).map((signs) => Uint8Array.from(signs));
    const lie = fc.record({ at: fc.nat(3_000), bytes });
    await fc.assert(
      fc.asyncProperty(fc.array(lie, { maxLength: 30 }), fc.boolean(), async (lies, isBoard) => {
        const port = new LyingPort(lies, isBoard);
        try {
          await inNoTime(async () => {
            const session = await Session.open(port);
            try {
              await session.write({
                name: "runtime",
                offset: 0x10000,
                bytes: toBytes("runtime ".repeat(600)),
              });
              await session.read(0x10000, 64);
            } finally {
              await session.abandon();
            }
          });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as UserError).message).not.toContain("\n");
        }
      }),
      SESSIONS,
    );
  },
  TIME_LIMIT_MS,
);
