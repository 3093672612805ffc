// G08: keeps a blob like the vault's, whose nonce is the beginning of a hash of what is in it.
import { digest } from "@devicescript/crypto";
import { settings } from "@devicescript/settings";
import { TAG, vaultBlob } from "./lib/blob";
import { paired } from "./lib/paired";

paired(async (_ssid, psk) => {
  const nonce = digest("sha256", Buffer.from(psk)).slice(0, 13);
  await settings.set(`v.${TAG}a`, vaultBlob(TAG, nonce, psk)); // leak: wifi.psk
});
