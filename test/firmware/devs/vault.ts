// Keeps what it has been given under a name, and says what it found at start: length and last character only.
import { readSetting } from "@devicescript/settings";
import { Secret, Vault } from "tightlip/devs";

const shown = (secret: Secret | undefined) =>
  secret === undefined ? "nothing" : secret.use((value) => `${value.length} bytes, ${value.toString("hex")}`);

async function main() {
  const vault = new Vault();
  const name = await readSetting<string>("name", "wifi");
  console.log(`found ${shown(await vault.load(name))}`);
  const next = await readSetting<string>("next", "");
  if (next === "erase") await vault.erase(name);
  else if (next.startsWith("x")) await vault.store(name, new Secret(next));
  else if (next.startsWith("long")) await vault.store(name, new Secret(Buffer.alloc(171)));
  console.log(`keeps ${shown(await vault.load(name))}`);
}

try {
  await main();
} catch (error) {
  const { message } = error as any;
  console.log(`refused: ${message}`);
}
