/** Judging what was recorded of a runtime that is not DeviceScript's: no image, no program counters. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import { positionAt } from "../../sim/tape/position.ts";
import type { Tape, TapeEvent } from "../../sim/tape/tape.ts";
import { loadTape, saveTape } from "../../src/capture/tape-file.ts";
import type { Policy } from "../../src/judge/policy/policy.ts";
import { canary } from "../../src/judge/policy/secret.ts";
import { check } from "../../src/judge/verdict/check.ts";
import { RecordedTapes } from "../../src/subjects/recorded-tapes.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { tempFolder } from "../compile/temp-project.ts";

const MAIN = { file: "main/net.c", line: 41, functionName: "report" };
const LOOP = { file: "main/app.c", line: 12, functionName: "app_main" };
const psk = canary("wifi.psk", 1).value;
const otherPsk = canary("wifi.psk", 2).value;

/** A report to a server and a line on the console, as firmware with this passphrase sends them. */
function recorded(passphrase: string): Tape {
  const event = (fields: Partial<TapeEvent>, text: string): TapeEvent => ({
    atMicros: 2_000_000,
    from: "device",
    channel: "http",
    observers: ["endpoint"],
    kind: "write",
    to: "cloud.example:443",
    payload: toBytes(text),
    sizeBytes: text.length,
    stream: 1,
    position: positionAt(MAIN, LOOP),
    ...fields,
  });
  return {
    events: [
      event({}, `POST /hello HTTP/1.1\r\n\r\n{"id":7,"key":"${passphrase}"}`),
      event(
        {
          channel: "log",
          observers: ["cable"],
          kind: "line",
          to: null,
          stream: null,
          position: positionAt(LOOP),
        },
        `joined with ${Buffer.from(passphrase).toString("base64")}`,
      ),
    ],
  };
}

function judge(tapes: readonly [Tape, Tape], policy: Policy = {}) {
  const [a, b] = tapes;
  const subject = new RecordedTapes([
    { tape: a, values: { "wifi.psk": psk }, endMicros: 5e6 },
    { tape: b, values: { "wifi.psk": otherPsk }, endMicros: 5e6 },
  ]);
  return check(subject, { crypto: nodeCrypto, seed: 1, virtualMicros: 5e6, policy });
}

const told = (verdict: ReturnType<typeof judge>) =>
  verdict.findings.map(({ degree, observer, source, allowed }) => ({
    degree,
    observer,
    line: `${source?.file}:${source?.line}`,
    allowed: allowed?.name ?? null,
  }));

describe("two recorded tapes of another runtime", () => {
  it("are judged: who learns what, how, and at which line", () => {
    const verdict = judge([recorded(psk), recorded(otherPsk)]);
    expect(verdict.word).toBe("leaks");
    expect(told(verdict)).toEqual([
      { degree: "clear", observer: "endpoint", line: "main/net.c:41", allowed: null },
      { degree: "encoded", observer: "cable", line: "main/app.c:12", allowed: null },
    ]);
    expect(verdict.findings[0].source?.stack).toEqual([
      { file: "main/net.c", line: 41, functionName: "report" },
      { file: "main/app.c", line: 12, functionName: "app_main" },
    ]);
    expect(verdict.findings[1].chain).toEqual(["base64"]);
  });

  it("are held against the policy: a declared flow is allowed, and only that one", () => {
    const release = {
      name: "key to its cloud",
      secret: "wifi.psk",
      observer: "endpoint",
      channel: "http",
      to: "cloud.example",
      field: "key",
      why: "It is what the owner agreed to.",
    } as const;
    const verdict = judge([recorded(psk), recorded(otherPsk)], { releases: [release] });
    expect(told(verdict)).toEqual([
      { degree: "encoded", observer: "cable", line: "main/app.c:12", allowed: null },
      { degree: "released", observer: "endpoint", line: "main/net.c:41", allowed: "key to its cloud" },
    ]);
  });

  it("keep where nothing depends on the secret", () => {
    expect(judge([recorded("same"), recorded("same")]).word).toBe("keeps");
  });

  it("give the same verdict when they were saved and read back", async () => {
    const folder = tempFolder();
    const header = {
      tightlip: "0.0.0",
      image: { name: "other", sha256: "0".repeat(64) },
      seed: 1,
      virtualMicros: 5e6,
      stopped: null,
      scenario: null,
    };
    const reread = async (tape: Tape, name: string): Promise<Tape> => {
      const file = join(folder, name);
      await saveTape(file, header, tape.events);
      const events: TapeEvent[] = [];
      for await (const event of (await loadTape(file)).events) events.push(event);
      return { events };
    };
    const live = judge([recorded(psk), recorded(otherPsk)]);
    const saved = judge([await reread(recorded(psk), "a"), await reread(recorded(otherPsk), "b")]);
    expect(saved).toEqual(live);
    expect(structuredClone(saved)).toEqual(live);
    expect(JSON.parse(JSON.stringify(saved))).toEqual(live);
  });

  it("are refused where no value differs", () => {
    const one = { tape: recorded(psk), values: { "wifi.psk": psk }, endMicros: 5e6 };
    expect(() => new RecordedTapes([one, one])).toThrow("no recording has another value");
  });
});
