/** Flash contents of a board: its configuration, its settings, and the credentials among them. */

import { createHash } from "node:crypto";
import {
  KIND,
  partitionOf,
  readTable,
  TABLE_BYTES,
  TABLE_OFFSET,
  type TableEntry,
} from "../../sim/board/partition-table.ts";
import { isCredentialKey } from "../../sim/device/credential.ts";
import { DEVICE_KEY, deviceKeyOf, entriesIn, PAIRING_CODE } from "../../sim/device/device-config.ts";
import { type FlashEntry, LARGE, readEntries } from "../../sim/device/flash-pages.ts";
import { networkInOffer } from "../../sim/sealed/sealed-offer.ts";
import { openVaultBlob, vaultTagOf } from "../../sim/sealed/vault-blob.ts";
import { toText } from "../../sim/tape/bytes.ts";
import type { Wanted } from "../judge/search/hit.ts";
import type { Scanner } from "../judge/search/scan.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { SECTOR_BYTES } from "./partitions.ts";
import type { Region, Session } from "./session.ts";

export interface KeptSetting {
  readonly key: string;
  readonly sizeBytes: number;
  /** `overwritten`: a later value has taken its place, but its bytes are still there. */
  readonly state: "kept" | "deleted" | "overwritten";
  readonly holds: "program" | "sealed" | "credential" | "text" | "bytes";
}

/** A secret, somewhere in the flash. */
export interface Place {
  readonly secret: string;
  readonly degree: "clear" | "encoded";
  readonly chain: readonly string[];
  /** Address in the chip's flash. */
  readonly offset: number;
  /** In words. */
  readonly where: string;
  /** Reason that allows the secret there; null when nothing allows it. */
  readonly release: string | null;
}

/** Names of the network's credentials, by the keys under which the runtime's network service stores them. */
const NETWORK_KEYS: Readonly<Record<string, string>> = { wifi_ssid: "wifi.ssid", wifi_psk: "wifi.psk" };
/** Placeholder that the device library's `forget` puts in the place of a network. */
const NO_NETWORK = "-";
/** Shorter ones can't be looked for. */
const MIN_SECRET_CHARACTERS = 4;
/** The vault's record of the network: number of blobs accepted (4), then what the last one held (devs/provision.ts). */
const NETWORK_TAG = createHash("sha256")
  .update("tightlip/vault/1/tightlip.network")
  .digest("hex")
  .slice(0, 10);
const COUNT_BYTES = 4;

export class BoardContents {
  /** Of the store, in the order in which they were written. */
  private readonly entries: readonly FlashEntry[];
  readonly config: Readonly<Record<string, string | number>>;

  /** `nvs`: what ESP-IDF keeps for itself; null on a board without. */
  constructor(
    readonly store: Region,
    private readonly dcfg: Region,
    readonly nvs: Region | null,
    /** Stretches of the flash that no partition of today's table has: a former firmware's may have been there. */
    readonly unused: readonly { readonly offset: number; readonly sizeBytes: number }[] = [],
  ) {
    this.entries = readEntries(store.bytes);
    this.config = entriesIn(dcfg.bytes);
  }

  /** Null for a chip that DeviceScript's runtime is not on: nothing was flashed, or other firmware. */
  static async read(
    session: Session,
    progress: (part: string) => void = () => {},
  ): Promise<BoardContents | null> {
    progress("partition table");
    const table = readTable(await session.read(TABLE_OFFSET, TABLE_BYTES));
    const find = (kind: (typeof KIND)[keyof typeof KIND]) => partitionOf(table, kind, session.flashBytes);
    const [store, dcfg, nvs] = [find(KIND.store), find(KIND.config), find(KIND.nvs)];
    if (store === null || dcfg === null) return null;
    const read = async ({ name, offset, sizeBytes }: TableEntry) => {
      progress(name);
      return { name, offset, bytes: await session.read(offset, sizeBytes) };
    };
    const kept = nvs === null ? null : await read(nvs);
    return new BoardContents(await read(store), await read(dcfg), kept, unusedOf(table, session.flashBytes));
  }

  get parts(): readonly Region[] {
    return [this.dcfg, ...(this.nvs === null ? [] : [this.nvs]), this.store];
  }

  get program(): Uint8Array | null {
    return this.entries.findLast(({ key }) => key === "*prog")?.value ?? null;
  }

  get settings(): KeptSetting[] {
    return this.entries.map((entry) => ({
      key: nameOf(entry),
      sizeBytes: entry.value.length,
      state: entry.stale ? "overwritten" : entry.value.length === 0 ? "deleted" : "kept",
      holds: this.kindOf(entry),
    }));
  }

  /** Credentials that the flash holds, sealed ones included if the board's key is there. */
  get secrets(): Wanted[] {
    const found = [...this.configSecrets(), ...this.entries.flatMap((entry) => this.secretsIn(entry))];
    const known = new Set<string>();
    return found.filter(({ name, value }) => {
      const isNew = value.length >= MIN_SECRET_CHARACTERS && !known.has(`${name}\0${value}`);
      known.add(`${name}\0${value}`);
      return isNew;
    });
  }

  /** Places of secrets in the flash that was read; each once for each setting and way. */
  find(scanner: Scanner, parts: readonly Region[] = this.parts): Place[] {
    return placesIn(parts, scanner, (offset, secret) => this.around(offset, secret));
  }

  /** Stretches that forgetting erases besides the store: ESP-IDF's own store, and what no partition has. */
  get beside(): readonly { readonly offset: number; readonly sizeBytes: number }[] {
    const { nvs, unused } = this;
    return nvs === null ? unused : [{ offset: nvs.offset, sizeBytes: nvs.bytes.length }, ...unused];
  }

  private kindOf(entry: FlashEntry): KeptSetting["holds"] {
    const { key, value } = entry;
    if (key.startsWith(LARGE)) return "program";
    if (vaultTagOf(nameOf(entry)) !== null) return "sealed";
    if (NETWORK_KEYS[key] !== undefined || isCredentialKey(nameOf(entry))) return "credential";
    return /^[\x20-\x7e]*$/.test(toText(value)) ? "text" : "bytes";
  }

  private configSecrets(): Wanted[] {
    const named = { "device.key": this.config[DEVICE_KEY], "pairing.code": this.config[PAIRING_CODE] };
    return Object.entries(named).flatMap(([name, value]) =>
      typeof value === "string" ? [{ name, value }] : [],
    );
  }

  private secretsIn(entry: FlashEntry): Wanted[] {
    const network = NETWORK_KEYS[entry.key];
    if (network !== undefined) {
      const value = toText(entry.value);
      return value === NO_NETWORK ? [] : [{ name: network, value }];
    }
    const key = nameOf(entry);
    const tag = vaultTagOf(key);
    if (tag !== null) return this.unsealed(tag, entry.value);
    return isCredentialKey(key) ? [{ name: `settings.${key}`, value: textOfSetting(entry.value) }] : [];
  }

  private unsealed(tag: string, blob: Uint8Array): Wanted[] {
    const key = this.config[DEVICE_KEY];
    if (typeof key !== "string") return [];
    const value = openVaultBlob(nodeCrypto, deviceKeyOf({ [DEVICE_KEY]: key })!, tag, blob)?.value;
    if (value === undefined) return [];
    if (tag !== NETWORK_TAG) return [{ name: `vault.${tag}`, value: toText(value) }];
    const network = networkInOffer(value.subarray(COUNT_BYTES));
    return network === null
      ? []
      : [
          { name: "wifi.ssid", value: network.ssid },
          { name: "wifi.psk", value: network.psk },
        ];
  }

  private around(offset: number, secret: string): Pick<Place, "where" | "release"> {
    if (isIn(this.dcfg, offset)) {
      const isOwn = ["device.key", "pairing.code"].includes(secret);
      return { where: "the device configuration", release: isOwn ? "made with the board" : null };
    }
    if (!isIn(this.store, offset)) return inFlash(offset);
    const entry = this.entries.find(({ offset: at, value }) => {
      const start = this.store.offset + at;
      return start <= offset && offset < start + Math.max(1, value.length);
    });
    if (entry === undefined) return { where: "erased or unused pages of the store", release: null };
    const where = entry.key.startsWith(LARGE) ? "the program" : `setting ${nameOf(entry)}`;
    const isNetworks = NETWORK_KEYS[entry.key] === secret && !this.hasForgotten(entry.key);
    return {
      where: entry.stale ? `${where}, overwritten` : where,
      release: isNetworks ? "platform/store" : null,
    };
  }

  /**
   * Test for a network key that the board was made to forget. Until then, values that the network
   * service replaced are its own doing.
   */
  private hasForgotten(key: string): boolean {
    const last = this.entries.findLast((entry) => entry.key === key);
    return last === undefined || last.value.length === 0 || toText(last.value) === NO_NETWORK;
  }
}

/** Places of secrets in parts of the flash of a board of any kind; each once for each surrounding and way. */
export function placesIn(parts: readonly Region[], scanner: Scanner, around: Around = inFlash): Place[] {
  const places = new Map<string, Place>();
  for (const { offset: start, bytes } of parts)
    for (const { secret, degree, chain, start: at } of scanner.scan(bytes)) {
      const offset = start + at;
      const { where, release } = around(offset, secret);
      const key = [secret, degree, chain, where].join("\0");
      if (!places.has(key)) places.set(key, { secret, degree, chain, offset, where, release });
    }
  return [...places.values()];
}

/** Surroundings of a secret at an offset. */
type Around = (offset: number, secret: string) => Pick<Place, "where" | "release">;

function inFlash(offset: number): Pick<Place, "where" | "release"> {
  return { where: `the flash at 0x${offset.toString(16)}`, release: null };
}

/** Behind the boot loader and the table. */
function unusedOf(
  table: readonly TableEntry[],
  flashBytes: number,
): { readonly offset: number; readonly sizeBytes: number }[] {
  const unused: { offset: number; sizeBytes: number }[] = [];
  let at = TABLE_OFFSET + SECTOR_BYTES;
  const end = { offset: flashBytes, sizeBytes: 0 };
  for (const { offset, sizeBytes } of [...table]
    .sort((a, b) => a.offset - b.offset)
    .concat(end as TableEntry)) {
    if (offset > at) unused.push({ offset: at, sizeBytes: offset - at });
    at = Math.max(at, offset + sizeBytes);
  }
  return unused;
}

function isIn({ offset: start, bytes }: Region, offset: number): boolean {
  return start <= offset && offset < start + bytes.length;
}

/** As firmware knows it. */
function nameOf({ key }: FlashEntry): string {
  return key.replace(/^:/, "");
}

/** Settings are JSON; a text is its content. */
function textOfSetting(value: Uint8Array): string {
  const text = toText(value);
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "string" ? parsed : text;
  } catch {
    return text;
  }
}
