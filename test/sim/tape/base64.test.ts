import fc from "fast-check";
import { expect, it } from "vitest";
import { toBase64 } from "../../../sim/tape/base64.ts";
import { TRIES } from "../../soak.ts";

it("writes base64 as Node does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    }),
    { numRuns: TRIES },
  );
});
