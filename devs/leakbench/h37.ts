// H37: makes a password, keeps it in the vault, and tells nobody.
import { randomBuffer } from "@devicescript/crypto";
import { Secret, Vault } from "tightlip/devs";
import { paired } from "./lib/paired";

const vault = new Vault();
let admin = await vault.load("admin-password");
if (admin === undefined) {
  admin = new Secret(randomBuffer(8).toString("hex"));
  await vault.store("admin-password", admin);
}
const length = admin.use((value) => value.length);
paired(async () => console.log(`a password of ${length}`));
