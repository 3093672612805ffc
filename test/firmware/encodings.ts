// Sends its token in every way that a firmware would think of, then dies with it on its lips.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";

const token: string = await readSetting("token", "");
const bytes = Buffer.from(token);

function each(write: (byte: number) => string, gap = ""): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += (i > 0 ? gap : "") + write(bytes[i]);
  return text;
}

function hex(byte: number): string {
  const digits = "0123456789abcdef";
  return digits[byte >> 4] + digits[byte & 15];
}

function reversed(text: string): string {
  let out = "";
  for (let i = text.length - 1; i >= 0; i--) out += text[i];
  return out;
}

function base64Of(data: Buffer): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let i = 0; i < data.length; i += 3) {
    const left = data.length - i;
    const group = (data[i] << 16) | ((left > 1 ? data[i + 1] : 0) << 8) | (left > 2 ? data[i + 2] : 0);
    for (let n = 0; n < 4; n++) text += n > left ? "=" : alphabet[(group >> (18 - 6 * n)) & 63];
  }
  return text;
}

const base64 = base64Of(bytes);
const forms = [
  token,
  bytes.toString("hex"),
  each(hex, ":"),
  base64,
  base64Of(Buffer.from(base64)),
  Buffer.from(`{"a":"${base64}"}`).toString("hex"),
  each((b) => "%" + hex(b)),
  each((b) => "\\u00" + hex(b)),
  each((b) => `${b}`, ","),
  each((b) => `&#${b};`),
  reversed(token),
  token.toUpperCase(),
  token.toLowerCase(),
];
for (const form of forms) console.log(`form ${form}`);
const wide = Buffer.alloc(bytes.length * 2);
for (let i = 0; i < bytes.length; i++) wide[2 * i] = bytes[i];

const response = await fetch(`http://cloud.example/${bytes.toString("hex")}`, {
  method: "POST",
  headers: { authorization: `Bearer ${token}` },
  body: JSON.stringify({ forms }),
});
await response.close();
const second = await fetch("https://cloud.example/wide", { method: "POST", body: wide });
await second.close();
try {
  await fetch(`http://${token}.cloud.example/`);
} catch (e) {
  console.log("no such host");
}
throw new Error(`cannot go on with ${token}`);
