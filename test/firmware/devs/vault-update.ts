// Each start keeps another value than it finds: none, old, new, old, new…
import { Secret, Vault } from "tightlip/devs";

const OLD = "the-old-passphrase";
const NEW = "a-new-and-longer-passphrase";

const vault = new Vault();
try {
  const found = await vault.load("wifi");
  const text = found === undefined ? "none" : found.use((value) => value.toString("utf-8"));
  console.log(`found ${text === OLD ? "old" : text === NEW ? "new" : text === "none" ? "none" : "half"}`);
  await vault.store("wifi", new Secret(text === OLD ? NEW : OLD));
  console.log("kept");
} catch (error) {
  const { message } = error as any;
  console.log(`refused: ${message}`);
}
