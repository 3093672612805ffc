import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { compareRuns, TIME_RESOLUTION_MICROS } from "../../../src/judge/compare/twins.ts";
import { at, event } from "../event.ts";

const toBytes = (text: string) => new TextEncoder().encode(text);

function tape(...events: readonly TapeEvent[]): Tape {
  return { events };
}

function whatDiffers(a: Tape, b: Tape): string[] {
  return compareRuns(a, b).map((d) => `${d.observer} ${d.what}`);
}

describe("two runs of a device", () => {
  it("look the same when they are", () => {
    expect(whatDiffers(tape(event(), event()), tape(event(), event()))).toEqual([]);
  });

  it("are told apart by content, size, peer and time", () => {
    const one = tape(event());
    expect(whatDiffers(one, tape(event({ payload: toBytes("hallo") })))).toEqual(["endpoint content"]);
    const hidden = (sizeBytes: number) => tape(event({ payload: null, sizeBytes, observers: ["network"] }));
    expect(whatDiffers(hidden(100), hidden(101))).toEqual(["network size"]);
    const dialled = (to: string) => tape(event({ kind: "connect", payload: null, to }));
    expect(whatDiffers(dialled("a.example:80"), dialled("b.example:80"))).toEqual(["endpoint peer"]);
    expect(whatDiffers(one, tape(event({ atMicros: TIME_RESOLUTION_MICROS.endpoint })))).toEqual([
      "endpoint time",
    ]);
  });

  it("are told apart only for those who see the difference", () => {
    const a = event({ observers: ["endpoint", "network"] });
    const b = event({ observers: ["endpoint", "network"], payload: toBytes("hallo") });
    const other = event({ observers: ["bystander"], channel: "actuator" });
    expect(whatDiffers(tape(a, other), tape(b, other))).toEqual(["endpoint content", "network content"]);
  });

  it("do not differ for a delay below the resolution, or for one that goes on", () => {
    const late = (lag: number) =>
      tape(event({ atMicros: lag }), event({ atMicros: 1e6 + lag }), event({ atMicros: 2e6 + lag }));
    expect(whatDiffers(late(0), late(TIME_RESOLUTION_MICROS.endpoint - 1))).toEqual([]);
    expect(whatDiffers(late(0), late(50_000))).toEqual(["endpoint time"]);
  });

  it("are told apart by how long the device computes, where its processor is known", () => {
    const cpu = { microsPerUnit: 0.01 };
    const worked = (work: number) => tape(event({ work: 1_000 }), event({ work }));
    const compare = (work: number) =>
      compareRuns(worked(5_000), worked(work), { cpu }).map((d) => `${d.observer} ${d.what}`);
    expect(compare(5_000 + TIME_RESOLUTION_MICROS.endpoint * 100)).toEqual(["endpoint work"]);
    expect(compare(5_000 + TIME_RESOLUTION_MICROS.endpoint * 50)).toEqual([]);
    expect(whatDiffers(worked(5_000), worked(50_000))).toEqual([]);
  });

  it("do not differ by the order of what comes within an instant, where time is coarse", () => {
    const one = event({ channel: "frame", kind: "command", atMicros: 1_000, position: at(1) });
    const other = event({ channel: "frame", kind: "report", atMicros: 1_200, position: at(2) });
    const coarse = (a: Tape, b: Tape) => compareRuns(a, b, { leastMicros: 10_000 }).map(({ what }) => what);
    expect(coarse(tape(one, other), tape(other, one))).toEqual([]);
    expect(whatDiffers(tape(one, other), tape(other, one))).not.toEqual([]);
    // Other content, a later moment, and more of one are told.
    expect(coarse(tape(one, other), tape({ ...other, payload: toBytes("other") }, one))).not.toEqual([]);
    expect(coarse(tape(one, other), tape({ ...other, atMicros: 20_000 }, one))).not.toEqual([]);
    expect(coarse(tape(one, other), tape(other, other, one))).not.toEqual([]);
  });

  it("do not differ by what others send, unless the whole home is judged", () => {
    const phone = (text: string) => tape(event({ from: "phone", payload: toBytes(text) }));
    expect(compareRuns(phone("a"), phone("b"))).toEqual([]);
    expect(compareRuns(phone("a"), phone("b"), { home: true })).toHaveLength(1);
  });

  it("do not differ by checksums of the link", () => {
    const frame = (checksum: number) => ({
      channel: "frame" as const,
      payload: Uint8Array.of(checksum, checksum, 7, 8),
      linkData: [[0, 2]] as const,
    });
    expect(whatDiffers(tape(event(frame(1))), tape(event(frame(2))))).toEqual([]);
  });

  it("are not told apart by content where two of the board's devices report in another order", () => {
    const report = (device: number) =>
      event({
        channel: "frame",
        kind: "report",
        observers: ["bus"],
        position: null,
        payload: Uint8Array.from({ length: 16 }, (_, i) => (i >= 4 && i < 12 ? device : i)),
      });
    const differences = whatDiffers(tape(report(1), report(2)), tape(report(2), report(1)));
    expect(new Set(differences)).toEqual(new Set(["bus presence"]));
  });

  it("do not differ by how often the device says again what it has, once it is calm in one of them", () => {
    const again = (seconds: number, repeats: "calm" | "stir") =>
      event({ atMicros: seconds * 1e6, channel: "frame", observers: ["bus"], kind: "report", repeats });
    const busy = tape(again(30, "stir"), again(30.5, "stir"), again(31, "calm"));
    const calm = tape(again(30, "calm"));
    expect(whatDiffers(busy, calm)).toEqual([]);
    expect(whatDiffers(tape(again(30, "stir"), again(30.5, "stir")), tape(again(30, "stir")))).toEqual([
      "bus presence",
    ]);
    const { repeats: _, ...changed } = again(30.5, "calm");
    expect(whatDiffers(tape(again(30, "calm"), changed), calm)).toEqual(["bus presence"]);
  });
});

describe("aligning two runs", () => {
  it("finds the one event that only one of them has, wherever it is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 3 }), { maxLength: 20 }),
        fc.nat({ max: 20 }),
        fc.boolean(),
        (places, index, inFirst) => {
          const events = places.map((pc) => event({ position: at(pc) }));
          const extra = event({ position: at(99) });
          const longer = events.toSpliced(Math.min(index, events.length), 0, extra);
          const [a, b] = inFirst ? [tape(...longer), tape(...events)] : [tape(...events), tape(...longer)];
          expect(compareRuns(a, b)).toEqual([
            { observer: "endpoint", what: "presence", a: inFirst ? extra : null, b: inFirst ? null : extra },
          ]);
        },
      ),
    );
  });

  it("compares like with like when a branch is taken in one of them only", () => {
    const step = (pc: number, text: string) => event({ position: at(pc), payload: toBytes(text) });
    const a = tape(step(1, "x"), step(2, "y"), step(2, "y"), step(3, "z"));
    const b = tape(step(1, "x"), step(3, "z"));
    expect(whatDiffers(a, b)).toEqual(["endpoint presence", "endpoint presence"]);
  });

  it("stays affordable for long runs that have nothing in common", () => {
    const run = (base: number) =>
      tape(
        ...Array.from({ length: 5_000 }, (_, i) =>
          event({ position: at(base + i), payload: toBytes(`${base}`) }),
        ),
      );
    expect(compareRuns(run(1), run(2)).length).toBeGreaterThanOrEqual(5_000);
  });
});
