import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../src/work/in-order.ts";

describe("jobs in order", () => {
  it("give their results by number, whichever is done first, and no more are begun than may be", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.scheduler(),
        fc.nat(20),
        async (width, s, count) => {
          const begun: number[] = [];
          const seen: number[] = [];
          const job = (index: number) => {
            begun.push(index);
            return s.schedule(Promise.resolve(10 * index));
          };
          const all = (async () => {
            for await (const [index, result] of inOrder(count, width, job)) {
              expect(result).toBe(10 * index);
              expect(begun.length).toBeLessThanOrEqual(index + width);
              seen.push(index);
            }
          })();
          await s.waitFor(all);
          expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
          expect(begun).toEqual(seen);
        },
      ),
    );
  });

  it("end with the first failure in their order", async () => {
    const seen: number[] = [];
    const run = async () => {
      for await (const [index] of inOrder(5, 5, async (i) => {
        if (i >= 2) throw new Error(`job ${i}`);
      }))
        seen.push(index);
    };
    await expect(run()).rejects.toThrow("job 2");
    expect(seen).toEqual([0, 1]);
  });
});
