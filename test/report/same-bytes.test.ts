/** Reports of firmware that is judged again: the same bytes in every format. */
import { describe, expect, it } from "vitest";
import { FORMAT_NAMES } from "../../src/report/formats.ts";
import type { Appliance } from "../../src/subjects/appliance.ts";
import { documentOf, someAppliances, wholeReport } from "./checked.ts";
import { RENDERERS } from "./renderers.ts";

/** Bytes under a key, and a value that lies open; `npm run soak` tries all. */
const SAMPLE = ["02-it-was-encrypted/leaky", "04-debug-log/leaky"];
/** All reports on one check. */
async function reports(appliance: Appliance): Promise<string[]> {
  const document = documentOf([await wholeReport(appliance)]);
  return FORMAT_NAMES.map((format) => RENDERERS[format](document));
}

describe("reports of all formats", () => {
  it.each(someAppliances(SAMPLE))(
    "on $name have the same bytes when it is judged again",
    { timeout: 600_000 },
    async (appliance) => {
      expect(await reports(appliance)).toEqual(await reports(appliance));
    },
  );
});
