import { describe, expect, it, onTestFinished } from "vitest";
import { UserError } from "../../src/user-error.ts";
import { Pool } from "../../src/work/pool.ts";

interface Job {
  readonly kind: "double" | "refuse" | "break" | "count" | "hang";
  readonly value: unknown;
}

function pool(jobs = 2): Pool<Job, number, { readonly half: number }> {
  const threads = new Pool<Job, number, { readonly half: number }>(
    { url: new URL("jobs.mjs", import.meta.url), execArgv: [] },
    jobs,
  );
  onTestFinished(() => threads.close());
  return threads;
}

describe("a pool", () => {
  it.each([1, 2])("does jobs in %i threads, and passes on what they tell", async (jobs) => {
    const threads = pool(jobs);
    const told: number[] = [];
    const results = [1, 2, 3, 4].map((value) =>
      threads.run({ kind: "double", value }, ({ half }) => told.push(half)),
    );
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8]);
    for (const half of told) expect([0.5, 1, 1.5, 2]).toContain(half);
  });

  it("throws a user's mistake as it was thrown, and goes on", async () => {
    const threads = pool();
    const error = await threads.run({ kind: "refuse", value: "main.ts" }, () => {}).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: "main.ts: cannot be.", exitCode: 2 });
    expect(await threads.run({ kind: "double", value: 21 }, () => {})).toBe(42);
  });

  it("keeps the message of a bug in its thread, as it may quote a secret", async () => {
    const error = await pool()
      .run({ kind: "break", value: "quoted-secret" }, () => {})
      .catch((e) => e);
    expect(error).toMatchObject({ name: "TypeError", code: "ENOSPC", errno: -28 });
    expect(error.stack).toMatch(/^\s+at /);
    expect(`${error.message}${error.stack}`).not.toContain("quoted-secret");
  });

  it("ends a job that nobody wants any more, and goes on in the same thread", async () => {
    const threads = pool(1);
    const stop = new AbortController();
    const job = threads.run({ kind: "count", value: 0 }, () => stop.abort(), stop.signal);
    await expect(job).rejects.toThrow("nobody waits");
    expect(await threads.run({ kind: "double", value: 21 }, () => {})).toBe(42);
  });

  it("ends jobs that never end when it is closed", async () => {
    const threads = pool();
    const job = threads.run({ kind: "hang", value: 0 }, () => {});
    const ended = expect(job).rejects.toThrow();
    await threads.close();
    await ended;
  });
});
