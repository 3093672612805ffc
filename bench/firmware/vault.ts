// Keeps three values in a vault and reads one back, saying when it is done with each.
import { Secret, Vault } from "tightlip/devs";

const vault = new Vault();
await vault.load("nothing yet");
console.log("ready");
await vault.store("psk", new Secret("the-first-passphrase"));
console.log("stored");
await vault.store("psk", new Secret("another-passphrase"));
console.log("stored");
await vault.store("psk", new Secret("a-third-passphrase"));
console.log("stored");
await vault.load("psk");
console.log("loaded");
