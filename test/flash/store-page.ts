/** Flash that other firmware has written. */

/** A page of ESP-IDF's store (NVS) with one value. */
export function storePage(key: string, value: Uint8Array): Uint8Array {
  const page = Buffer.alloc(4096, 0xff);
  page.writeUInt32LE(0xfffffffe, 0);
  page.writeUInt32LE(0, 4);
  page[8] = 0xfe;
  page[32] = 0b1111_1010;
  page.set([1, 0x41, 2, 0xff], 64);
  page.fill(0, 72, 88);
  page.write(key, 72);
  page.writeUInt16LE(value.length, 88);
  page.set(value, 96);
  return page;
}
