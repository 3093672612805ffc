import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat } from "../sim/tape/bytes.ts";
import { openCcm, sealCcm } from "../src/ccm.ts";

const bytes = (least: number, most: number) => fc.uint8Array({ minLength: least, maxLength: most });
const options = fc.record({
  key: fc.oneof(bytes(16, 16), bytes(32, 32)),
  nonce: bytes(7, 13),
  aside: bytes(0, 40),
  tagBytes: fc.constantFrom(4, 8, 16),
});

describe("AES in CCM mode", () => {
  it("seals as Node does, with what is aside, and opens it again", () => {
    fc.assert(
      fc.property(options, bytes(0, 100), ({ key, nonce, aside, tagBytes }, content) => {
        const cipher = createCipheriv(`aes-${8 * key.length}-ccm` as "aes-128-ccm", key, nonce, {
          authTagLength: tagBytes,
        });
        cipher.setAAD(aside, { plaintextLength: content.length });
        const sealed = concat(cipher.update(content), cipher.final(), cipher.getAuthTag());
        expect(sealCcm({ key, nonce, aside, tagBytes }, content)).toEqual(new Uint8Array(sealed));
        expect(openCcm({ key, nonce, aside, tagBytes }, sealed)).toEqual(content);
      }),
    );
  });

  it("opens nothing that another sealed, or that is shorter than a tag", () => {
    fc.assert(
      fc.property(options, bytes(0, 100), fc.nat(), (one, content, at) => {
        const sealed = sealCcm(one, content);
        sealed[at % sealed.length] ^= 1;
        expect(openCcm(one, sealed)).toBeNull();
        expect(openCcm(one, sealed.subarray(0, one.tagBytes - 1))).toBeNull();
      }),
    );
  });
});
