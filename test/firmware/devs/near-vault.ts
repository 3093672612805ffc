// Keeps the passphrase almost as the vault does: with one nonce for all, or not padded, as the setting `how` says.
import * as ds from "@devicescript/core";
import { digest, encrypt, randomBuffer } from "@devicescript/crypto";
import { Server, startServer } from "@devicescript/server";
import { readSetting, settings } from "@devicescript/settings";
import { deviceKey } from "tightlip/devs/lib/made";
import { deriveKey } from "tightlip/devs/lib/seal";

const purpose = "tightlip/vault/1/";
const tag = digest("sha256", purpose + "near")
  .slice(0, 5)
  .toString("hex");
const key = deriveKey(deviceKey(), "", purpose + tag);

async function keep(slot: string, value: Buffer, iv: Buffer, padding: number) {
  const content = Buffer.alloc(176);
  content.fillAt(0, content.length, padding);
  content.setAt(0, "u32", 1);
  content.setAt(4, "u16", value.length);
  content.set(value, 6);
  const sealed = encrypt({ data: content, algo: "aes-256-ccm", key, iv, tagLength: 16 });
  const blob = Buffer.from([1])
    .concat(iv)
    .concat(sealed)
    .concat(Buffer.from([0]));
  await settings.set(`v.${tag}${slot}`, blob);
}

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(credentials: any) {
    const value = Buffer.from(credentials[1]);
    const how = await readSetting<string>("how", "");
    const iv = randomBuffer(13);
    await keep("a", value, iv, how === "unpadded" ? value.length : 0);
    await keep("b", Buffer.from("something else"), how === "one nonce" ? iv : randomBuffer(13), 0);
  }

  async reset() {}
}

startServer(new Pairing());
