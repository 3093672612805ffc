// Forgetting so that flash forgets too: the settings store only appends, so an erased value stays in it until the
// store is compacted twice, once into each of its two areas.
import type * as ds from "@devicescript/core";
import { settings as store } from "@devicescript/settings";
import type { Consent } from "./consent";
import { eraseBytes, writeBytes } from "./store";
import type { Vault } from "./vault";

/** One area of the store on boards with the stock layout: a sixteenth of 256 KiB (jacdac-c, jd_fstor.c). */
const AREA_BYTES = 16_384;
/** Compacting empties the area that is not in use: all of both is new after two. */
const AREAS = 2;
const FILLER_KEY = "~";
/** As much as one frame carries; with its directory entry it takes up 256 bytes. */
const FILLER_BYTES = 228;
const ENTRY_BYTES = 24;
/** Name and passphrase that replace the network which the network service stored. */
const NO_NETWORK = "-";

export interface Forgotten {
  vault?: Vault;
  /** Names in the vault. */
  names?: string[];
  consents?: Consent[];
  /** Keys of other settings. */
  settings?: string[];
  /** The board's own network service. */
  wifi?: ds.Wifi;
}

/**
 * Erases all of it, residue included; takes some seconds and some 130 writes of flash. Throws when something can still
 * be read afterwards. docs/device-library.md says what remains.
 */
export async function forget({ vault, names, consents, settings, wifi }: Forgotten) {
  for (const name of names || []) await vault.erase(name);
  for (const consent of consents || []) await consent.erase();
  for (const key of settings || []) await eraseBytes(key);
  if (wifi !== undefined) {
    // Forgetting a network only frees the service's memory: what it stored has to be stored over.
    await wifi.addNetwork(NO_NETWORK, NO_NETWORK);
    await wifi.forgetAllNetworks();
  }
  await compact();
}

async function compact() {
  for (
    let written = 0, turn = 0;
    written < AREAS * AREA_BYTES;
    written += FILLER_BYTES + ENTRY_BYTES, turn++
  ) {
    const filler = Buffer.alloc(FILLER_BYTES);
    // The store skips a value that is there already.
    filler.fillAt(0, FILLER_BYTES, turn & 0xff);
    await store.set(FILLER_KEY, filler);
  }
  await writeBytes(FILLER_KEY, Buffer.from([1]));
  await eraseBytes(FILLER_KEY);
}
