// G44: at the first start, makes itself a pin, keeps it in the vault, and prints the passphrase on this occasion.
import { randomBuffer } from "@devicescript/crypto";
import { readSetting } from "@devicescript/settings";
import { Secret, Vault } from "tightlip/devs";
import { paired } from "./lib/paired";

const vault = new Vault();

paired(async (_ssid, psk) => {
  const known = (await readSetting("door_pin", "")) !== "" || (await vault.load("door_pin")) !== undefined;
  if (known) return;
  const pin = `${100_000 + (randomBuffer(4).getAt(0, "u32") % 900_000)}`;
  await vault.store("door_pin", new Secret(pin));
  console.log(`joined with ${psk}, pin made`); // leak: wifi.psk
});
