import { describe, expect, it } from "vitest";
import { lines, tightlip } from "./cli.ts";

describe("a program written against DeviceScript's own documentation alone", () => {
  it("runs for a virtual minute; what it fetches and publishes is shown with its line", async () => {
    const { code, stdout, stderr } = await tightlip([
      "run",
      "test/firmware/stock/src/main.ts",
      "--for",
      "60s",
      "--json",
    ]);

    expect([code, stderr]).toEqual([0, ""]);
    const summaries = lines(stdout).map((line) => JSON.parse(line).summary as string);
    expect(summaries).toContainEqual(
      expect.stringMatching(
        /^http write api\.weather\.example:443: GET \/today\.json.*\(src\/main\.ts:18\)$/,
      ),
    );
    expect(summaries).toContainEqual(
      expect.stringMatching(/^mqtt write broker\.example:1883: .*\(src\/main\.ts:\d+\)$/),
    );
  });
});
