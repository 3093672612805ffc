// G76: makes a password, keeps it in the vault, and tells it to the log and to a server without TLS.
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { Secret, Vault } from "tightlip/devs";
import { paired } from "./lib/paired";

const vault = new Vault();
let admin = await vault.load("admin-password");
if (admin === undefined) {
  admin = new Secret(randomBuffer(8).toString("hex"));
  await vault.store("admin-password", admin);
}
const body = admin.use((value) => value.toString());
paired(async () => {
  console.log(`admin ${body}`); // leak: vault.2f2697d391
  const response = await fetch("http://cloud.example/g76", { method: "POST", body }); // leak: vault.2f2697d391
  await response.close();
});
