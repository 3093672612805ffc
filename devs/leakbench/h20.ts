// H20: as G41, but the vault keeps the token.
import { randomBuffer } from "@devicescript/crypto";
import { Secret, Vault } from "tightlip/devs";
import { paired } from "./lib/paired";

const vault = new Vault();

paired(async (_ssid, psk) => {
  if (await vault.load("token")) return;
  await vault.store("token", new Secret(randomBuffer(12)));
  await vault.store("wifi.psk", new Secret(psk));
});
