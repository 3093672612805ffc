// Settings that a maker or an app leaves move into the vault: settings can be read by anybody on the cable.
import { readSetting } from "@devicescript/settings";
import { forget } from "./forget";
import { Secret } from "./secret";
import type { Vault } from "./vault";

/**
 * Takes the text settings of these keys into the vault, each under its key as name, and makes flash forget them. One
 * that is not there is left as the vault has it. To be called at each start: what a power cut interrupts is done then.
 */
export async function adopt(vault: Vault, keys: string[]) {
  const found: string[] = [];
  for (const key of keys) {
    const left = await readSetting<string>(key, "");
    if (left === "") continue;
    await vault.store(key, new Secret(left));
    found.push(key);
  }
  if (found.length > 0) await forget({ settings: found });
}
