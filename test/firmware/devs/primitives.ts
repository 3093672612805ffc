// Prints what the runtime computes from published test vectors (test/devs/primitives.test.ts).
import { encrypt } from "@devicescript/crypto";
import { deriveKey, unseal } from "tightlip/devs/lib/seal";

const ikm = hex`0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b`;
console.log(deriveKey(ikm, hex`000102030405060708090a0b0c`, hex`f0f1f2f3f4f5f6f7f8f9`).toString("hex"));
console.log(deriveKey(ikm, "", "").toString("hex"));

const key = hex`1b0e8df63c57f05d9ac457575ea764524b8610ae5164e6215f426f5a7ae6ede4`;
const iv = hex`a544218dadd3c10583db49cf39`;
const data = hex`3c0e2815d37d844f7ac240ba9d6e3a0b2a86f706e885959e`;
const sealed = encrypt({ data, algo: "aes-256-ccm", key, iv, tagLength: 16 });
console.log(sealed.toString("hex"));
console.log(unseal(key, iv.concat(sealed)).toString("hex"));
sealed[0] = sealed[0] ^ 1;
console.log(`${unseal(key, iv.concat(sealed))}`);
console.log(`${unseal(key, iv)}`);
