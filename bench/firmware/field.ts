// Multiplies in the field of P-256, as SPAKE2+ would have to in DeviceScript, which has no other way to. Prints the last
// product as 12 limbs of 22 bits.
import * as ds from "@devicescript/core";

const LIMBS = 12;
const BASE = 4_194_304;
/** 2^256 - 2^224 + 2^192 + 2^96 - 1. */
const P = [4194303, 4194303, 4194303, 4194303, 255, 0, 0, 0, 65536, 0, 4194288, 16383];
const PRODUCTS = 32;

/** Montgomery's product a * b / 2^264, not reduced below P; P is -1 modulo the base, so the quotient's digit is t[0]. */
function multiply(a: number[], b: number[]): number[] {
  const t = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < LIMBS; i++) {
    const digit = a[i];
    const low = t[0] + digit * b[0];
    const quotient = low - Math.floor(low / BASE) * BASE;
    t[0] = (low + quotient * P[0]) / BASE + t[1] + digit * b[1] + quotient * P[1];
    for (let j = 2; j < LIMBS; j++) t[j - 1] = t[j] + digit * b[j] + quotient * P[j];
    t[LIMBS - 1] = 0;
  }
  let carry = 0;
  for (let j = 0; j < LIMBS; j++) {
    const sum = t[j] + carry;
    carry = Math.floor(sum / BASE);
    t[j] = sum - carry * BASE;
  }
  return t;
}

let a = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const b = [4194303, 1, 4194302, 2, 4194301, 3, 4194300, 4, 4194299, 5, 4194298, 6];
console.log("waits");
for (let i = 0; i < PRODUCTS; i++) await ds.sleep(1);
console.log("multiplies");
for (let i = 0; i < PRODUCTS; i++) {
  a = multiply(a, b);
  await ds.sleep(1);
}
console.log("done");
let digits = "";
for (let j = 0; j < LIMBS; j++) digits += `${a[j]} `;
console.log(digits);
