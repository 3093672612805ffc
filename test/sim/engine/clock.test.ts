import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Clock } from "../../../sim/engine/clock.ts";
import { Forker } from "../../../sim/engine/fork.ts";

/** Every message that is due until `untilMicros`, with its time. */
function drain(clock: Clock, untilMicros = Number.MAX_SAFE_INTEGER): [number, unknown][] {
  const seen: [number, unknown][] = [];
  for (let due = clock.next(untilMicros); due !== null; due = clock.next(untilMicros)) {
    seen.push([clock.nowMicros, due.message]);
  }
  return seen;
}

describe("the clock", () => {
  it("delivers events by time, and those of one moment in the order in which they were scheduled", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (delays) => {
        const clock = new Clock();
        delays.forEach((delay, i) => {
          clock.schedule(delay, "actor", i);
        });

        const seen = drain(clock);

        const expected = delays.map((delay, i) => [delay, i] as [number, unknown]);
        expect(seen).toEqual(expected.sort((a, b) => a[0] - b[0]));
      }),
    );
  });

  it("stops before what is due later, and leaves it in the queue", () => {
    const clock = new Clock();
    clock.schedule(10, "actor", "soon");
    clock.schedule(11, "actor", "later");

    expect(drain(clock, 10)).toEqual([[10, "soon"]]);
    expect(drain(clock, 11)).toEqual([[11, "later"]]);
  });

  it("counts a delay from the moment at which it is asked for", () => {
    const clock = new Clock();
    clock.schedule(100, "actor", "first");
    clock.next(100);
    clock.schedule(5, "actor", "second");

    expect(drain(clock)).toEqual([[105, "second"]]);
  });

  it("never goes back: a negative delay is due now", () => {
    const clock = new Clock();
    clock.schedule(50, "actor", "first");
    clock.next(50);
    clock.schedule(-20, "actor", "late");

    expect(drain(clock)).toEqual([[50, "late"]]);
  });

  it("lets an actor that computes do things later than its own time, which stands still", () => {
    const clock = new Clock();
    clock.schedule(100, "actor", "first");
    clock.next(100);

    const seen = clock.at(130, () => {
      clock.schedule(5, "actor", "reaction");
      return [clock.nowMicros, clock.at(140, () => clock.nowMicros), clock.nowMicros];
    });

    expect(seen).toEqual([130, 140, 130]);
    expect(clock.nowMicros).toBe(100);
    expect(drain(clock)).toEqual([[135, "reaction"]]);
  });

  it("is back at its own time after a call that fails, and never goes back for one", () => {
    const clock = new Clock();
    clock.advanceTo(100);
    clock.advanceTo(50);

    expect(() =>
      clock.at(130, () => {
        throw new Error("spent");
      }),
    ).toThrow("spent");

    expect(clock.nowMicros).toBe(100);
    expect(clock.at(20, () => clock.nowMicros)).toBe(100);
  });

  it("cannot be forked with a message that is not plain data", () => {
    const clock = new Clock();
    clock.schedule(1, "phone", { do: "tap", next: () => {} });

    expect(() => new Forker().copy({ clock })).toThrow('a function at "clock.phone.next"');
  });

  it("continues identically in a copy, which does not touch the original", () => {
    const clock = new Clock();
    for (let i = 0; i < 50; i++) clock.schedule((i * 7) % 13, "actor", i);
    clock.next(3);
    const copy = new Forker().copy(clock);
    copy.schedule(0, "actor", "only in the copy");

    const [original, forked] = [drain(clock), drain(copy)];

    expect(forked.filter(([, message]) => message !== "only in the copy")).toEqual(original);
    expect(forked).toHaveLength(original.length + 1);
  });
});
