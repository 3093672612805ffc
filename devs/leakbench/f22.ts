// F22: keeps the passphrase sealed in the vault, and forgets it.
import { Secret, Vault } from "tightlip/devs";
import { paired } from "./lib/paired";

const vault = new Vault();

paired(async (_ssid, psk) => {
  await vault.store("wifi.psk", new Secret(psk));
});
