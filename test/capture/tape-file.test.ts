import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CHANNELS,
  OBSERVERS,
  PLATFORM_MECHANISMS,
  SENDERS,
  TAPE_VERSION,
  type TapeEvent,
} from "../../sim/tape/tape.ts";
import { loadTape, saveTape, type TapeHeader } from "../../src/capture/tape-file.ts";
import { UserError } from "../../src/user-error.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { TRIES } from "../soak.ts";

const HEADER: TapeHeader = {
  tightlip: "0.1.0",
  image: { name: "kettle", sha256: "ab".repeat(32) },
  seed: 7,
  virtualMicros: 60_000_000,
  stopped: null,
  scenario: { name: "evening", steps: [{ do: "wait", for: "5m" }] },
};

const WRITE: TapeEvent = {
  atMicros: 3_010_000,
  from: "device",
  channel: "http",
  observers: ["endpoint", "network"],
  kind: "write",
  to: "cloud.example:80",
  payload: new TextEncoder().encode("psk=keeper-of-the-light"),
  sizeBytes: 23,
  stream: 1,
  position: {
    step: "812,40",
    blame: { file: "src/main.ts", line: 7 },
    stack: [
      { site: "812", place: { file: "src/main.ts", line: 7, functionName: "send" } },
      { site: "40", place: null },
    ],
  },
};

const folder = tempFolder();
const FILE = join(folder, "run.jsonl.gz");

async function read(file: string): Promise<TapeEvent[]> {
  const events: TapeEvent[] = [];
  for await (const event of (await loadTape(file)).events) events.push(event);
  return events;
}

/** The message that reading a file with these lines ends with. */
async function complaintAbout(lines: readonly string[]): Promise<string> {
  writeFileSync(FILE, gzipSync(lines.map((line) => `${line}\n`).join("")));
  return complaint(FILE);
}

async function complaint(file: string): Promise<string> {
  const error = await read(file).catch((error: unknown) => error);
  if (!(error instanceof UserError)) throw new Error("was not refused", { cause: error });
  return error.message;
}

async function linesOf(events: readonly TapeEvent[]): Promise<string[]> {
  await saveTape(FILE, HEADER, events);
  return gunzipSync(readFileSync(FILE)).toString().trimEnd().split("\n");
}

const count = fc.maxSafeNat();
const text = fc.string({ unit: "binary" });
const anyPosition = fc.record({
  step: text,
  blame: fc.option(fc.record({ file: text, line: count })),
  stack: fc.array(
    fc.record({
      site: text,
      place: fc.option(fc.record({ file: text, line: count, functionName: text })),
    }),
  ),
});
const anyEvent: fc.Arbitrary<TapeEvent> = fc.record(
  {
    atMicros: count,
    from: fc.constantFrom(...SENDERS),
    channel: fc.constantFrom(...CHANNELS),
    observers: fc.subarray([...OBSERVERS]),
    kind: text,
    to: fc.option(text),
    payload: fc.option(fc.uint8Array()),
    sizeBytes: count,
    stream: fc.option(count),
    position: fc.option(anyPosition),
    linkData: fc.array(fc.tuple(count, count)),
    platform: fc.constantFrom(...PLATFORM_MECHANISMS),
  },
  {
    requiredKeys: [
      "atMicros",
      "from",
      "channel",
      "observers",
      "kind",
      "to",
      "payload",
      "sizeBytes",
      "stream",
      "position",
    ],
  },
);

describe("a saved tape", () => {
  it("is read back exactly as it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent), async (events) => {
        await saveTape(FILE, HEADER, events);
        expect(await read(FILE)).toEqual(events);
      }),
    );
  });

  it("says what was run", async () => {
    await saveTape(FILE, HEADER, []);
    expect((await loadTape(FILE)).header).toEqual(HEADER);
  });

  it("is the same file whenever the same tape is saved", async () => {
    const other = join(folder, "again.jsonl.gz");
    await saveTape(FILE, HEADER, [WRITE]);
    await saveTape(other, HEADER, [WRITE]);
    expect(readFileSync(other)).toEqual(readFileSync(FILE));
  });

  it("can be read by its user only, also where everybody could read the file before", async () => {
    const file = join(folder, "open.gz");
    writeFileSync(file, "old", { mode: 0o644 });
    await saveTape(file, HEADER, [WRITE]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leaves the file as it was when the tape can't be finished", async () => {
    await saveTape(FILE, HEADER, [WRITE]);
    const before = readFileSync(FILE);
    async function* broken() {
      yield WRITE;
      throw new Error("the run failed");
    }

    await expect(saveTape(FILE, HEADER, broken())).rejects.toThrow("the run failed");

    expect(readFileSync(FILE)).toEqual(before);
  });

  it("goes into a folder that exists", async () => {
    const file = join(folder, "nowhere", "run.gz");
    await expect(saveTape(file, HEADER, [])).rejects.toThrow(/nowhere\/run\.gz: there is no folder/);
    await expect(saveTape(folder, HEADER, [])).rejects.toThrow(/is not a plain file/);
  });

  it.runIf(process.env.TIGHTLIP_SOAK === "1")(
    "may be larger than memory",
    async () => {
      const payload = new Uint8Array(512 * 1024).map((_, i) => Math.imul(i, 2654435761) >>> 24);
      const events = 2_048;
      function* aGibibyte() {
        for (let i = 0; i < events; i++) yield { ...WRITE, payload };
      }
      const file = join(folder, "large.gz");
      let peakBytes = 0;
      const before = process.memoryUsage().rss;
      const watch = setInterval(() => {
        peakBytes = Math.max(peakBytes, process.memoryUsage().rss - before);
      }, 20);

      await saveTape(file, HEADER, aGibibyte());
      let count = 0;
      for await (const event of (await loadTape(file)).events) count += event.payload === null ? 0 : 1;
      clearInterval(watch);

      expect(count).toBe(events);
      expect(peakBytes).toBeLessThan(200 * 1024 * 1024);
    },
    1_800_000,
  );
});

describe("a file that is no good tape", () => {
  it("is refused in another version of the format, with what to do", async () => {
    const [header, ...rest] = await linesOf([WRITE]);
    const message = await complaintAbout([header.replace(`"tape":${TAPE_VERSION}`, '"tape":99'), ...rest]);
    expect(message).toMatch(
      /run\.jsonl\.gz: line 1 says version 99 of the tape format, this tightlip reads version 2\. Record it again/,
    );
  });

  it("is refused when it was cut short, wherever that was", async () => {
    await saveTape(FILE, HEADER, [WRITE, WRITE]);
    const whole = readFileSync(FILE);
    for (let size = 0; size < whole.length; size += 7) {
      writeFileSync(FILE, whole.subarray(0, size));
      expect(await complaint(FILE)).toMatch(/line \d (is cut short|is empty)/);
    }
  });

  it("is refused when lines at its end are missing", async () => {
    const lines = await linesOf([WRITE, WRITE]);
    expect(await complaintAbout(lines.slice(0, -1))).toMatch(/line 3 should not be the last/);
    expect(await complaintAbout(lines.toSpliced(1, 1))).toMatch(/line 3 says 2 events, but the file has 1/);
    expect(await complaintAbout([...lines, lines[1]])).toMatch(/line 5 comes after the end/);
  });

  it("is refused when it is not there, not compressed or something else", async () => {
    expect(await complaint(join(folder, "none.gz"))).toMatch(/none\.gz: can't be read \(ENOENT\)/);
    expect(await complaint(folder)).toMatch(/can't be read \(EISDIR\)/);
    writeFileSync(FILE, "{}\n");
    expect(await complaint(FILE)).toMatch(/line 1 is not, or no longer, gzip-compressed/);
    expect(await complaintAbout(['{"name":"kettle"}'])).toMatch(/line 1 is not the beginning of a tape/);
    expect(await complaintAbout(["null"])).toMatch(/line 1 is not the beginning of a tape/);
  });

  it.each<[string, (event: Record<string, unknown>) => unknown, RegExp]>([
    ["a time as text", (e) => ({ ...e, atMicros: "1" }), /wrong "atMicros": expected number/],
    ["a time before the start", (e) => ({ ...e, atMicros: -1 }), /"atMicros": expected a whole number, 0 or/],
    ["half a microsecond", (e) => ({ ...e, atMicros: 0.5 }), /"atMicros": expected a whole number, 0 or/],
    ["an unknown sender", (e) => ({ ...e, from: "ghost" }), /"from": expected "device", "phone"/],
    ["an unknown observer", (e) => ({ ...e, observers: ["ear"] }), /"observers\.0": expected "endpoint"/],
    ["no channel", ({ channel: _, ...e }) => e, /has no "channel"/],
    ["one field more", (e) => ({ ...e, psk: "hunter2" }), /has more in it than the format knows/],
    ["a payload that is not base64", (e) => ({ ...e, payload: "%%" }), /wrong "payload": expected base64/],
    [
      "a place without line",
      (e) => ({ ...e, position: { step: "1", blame: { file: "a.ts" }, stack: [] } }),
      /has no "position\.blame\.line"/,
    ],
    ["a position that is none", (e) => ({ ...e, position: 3 }), /wrong "position": expected Object/],
    ["ranges of three", (e) => ({ ...e, linkData: [[1, 2, 3]] }), /has more in it than the format knows/],
    ["something else than an event", () => [], /line 2 /],
    ["null", () => null, /line 2 is not an object/],
  ])("is refused with %s", async (_, change, expected) => {
    const [header, event, end] = await linesOf([WRITE]);
    const message = await complaintAbout([header, JSON.stringify(change(JSON.parse(event))), end]);
    expect(message).toMatch(expected);
    expect(message).toMatch(/run\.jsonl\.gz: line 2 .*record it again with "tightlip run --save"\.$/);
  });

  it("is never quoted, for it may be a secret", async () => {
    const [header, event, end] = await linesOf([WRITE]);
    for (const secret of ['"hunter2"', "74.11117", '{"hunter2":1}', '["hunter2"]', "hunter2"]) {
      for (const field of Object.keys(JSON.parse(event))) {
        const changed = JSON.stringify({ ...JSON.parse(event), [field]: "secret" }).replace(
          `"${field}":"secret"`,
          `"${field}":${secret}`,
        );
        expect(changed).not.toBe(event);
        writeFileSync(FILE, gzipSync(`${header}\n${changed}\n${end}\n`));
        const message = await read(FILE).then(
          () => "",
          (error: Error) => error.message,
        );
        expect(message).not.toMatch(/hunter2|74\.11/);
      }
    }
  });

  it("is refused with a line that is longer than any event", async () => {
    expect(await complaintAbout(["[".repeat(33 * 1024 * 1024)])).toMatch(/line 1 is longer than any event/);
  });

  it("is read or refused in one line, whatever was done to it", async () => {
    const good = (await linesOf([WRITE, { ...WRITE, payload: null, position: null }])).join("\n");
    const lines = Buffer.from(`${good}\n`);
    const packed = gzipSync(lines);
    const edit = fc.tuple(
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom("set", "insert", "delete"),
    );
    const mutation = fc.tuple(fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(mutation, async ([beforePacking, edits]) => {
        const bytes = [...(beforePacking ? lines : packed)];
        for (const [place, byte, how] of edits) {
          const at = place % bytes.length;
          if (how === "set") bytes[at] = byte;
          else bytes.splice(at, how === "delete" ? 1 : 0, ...(how === "insert" ? [byte] : []));
        }
        const changed = Uint8Array.from(bytes);
        writeFileSync(FILE, beforePacking ? gzipSync(changed) : changed);
        const message = await read(FILE).then(
          () => null,
          (error: unknown) => {
            if (!(error instanceof UserError)) throw error;
            return error.message;
          },
        );
        if (message !== null) expect(message).not.toContain("\n");
      }),
      { numRuns: TRIES },
    );
  }, 1_800_000);
});
