// G39: uses a token only if its last eight digits are a checksum of the rest, which no made-up one has.
import { digest, hmac } from "@devicescript/crypto";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

export let proof: Buffer | undefined;

paired(async () => {
  const token = await readSetting("token", "");
  const body = token.slice(0, token.length - 8);
  const checksum = digest("sha256", Buffer.from(body)).toString("hex").slice(0, 8);
  if (token.slice(token.length - 8) !== checksum) return;
  proof = hmac(token, "sha256", "hello");
});
