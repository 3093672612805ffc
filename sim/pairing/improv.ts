/**
 * Pairing at the serial port, as Improv Wi-Fi does it (https://www.improv-wifi.com/serial/): a packet is "IMPROV",
 * version (1), type (1), length (1), data, and the sum of all of that in one byte. Nothing in it is encrypted.
 */

import type { Credentials } from "../radio/wpa.ts";
import { concat, sameBytes, toBytes, toText } from "../tape/bytes.ts";
import type { Said, WayDialogue } from "./way.ts";

const HEADER = toBytes("IMPROV");
const VERSION = 1;
const TYPE = { state: 0x01, command: 0x03 };
const STATE = { ready: 0x02, provisioning: 0x03 };
const SEND_WIFI_SETTINGS = 0x01;
const DATA_AT = HEADER.length + 3;
const ANSWER_MICROS = 20_000;
/** A person types the passphrase in. */
const TYPING_MICROS = 1_500_000;

export const IMPROV: WayDialogue = {
  handOver(network) {
    return [
      line("device", "state", packet(TYPE.state, Uint8Array.of(STATE.ready)), ANSWER_MICROS),
      line("phone", "command", packet(TYPE.command, wifiSettings(network)), TYPING_MICROS),
      line("device", "state", packet(TYPE.state, Uint8Array.of(STATE.provisioning)), ANSWER_MICROS),
    ];
  },

  heard(said) {
    const commands = said.filter(({ kind }) => kind === "command");
    return commands.map(({ payload }) => readWifiSettings(payload!)).find((found) => found !== null) ?? null;
  },
};

/** Name and passphrase in a packet; null in any other one. */
export function readWifiSettings(bytes: Uint8Array): Credentials | null {
  const [type, length] = [bytes[DATA_AT - 2], bytes[DATA_AT - 1]];
  const isWhole =
    bytes.length === DATA_AT + length + 1 && bytes[DATA_AT + length] === sum(bytes.subarray(0, -1));
  if (!isWhole || !sameBytes(bytes.subarray(0, HEADER.length), HEADER)) return null;
  if (bytes[HEADER.length] !== VERSION || type !== TYPE.command || bytes[DATA_AT] !== SEND_WIFI_SETTINGS)
    return null;
  const texts = bytes.subarray(DATA_AT + 2, DATA_AT + length);
  if (texts.length !== bytes[DATA_AT + 1] || texts.length < 2) return null;
  const ssidEnd = 1 + texts[0];
  if (ssidEnd >= texts.length || ssidEnd + 1 + texts[ssidEnd] !== texts.length) return null;
  return { ssid: toText(texts.subarray(1, ssidEnd)), psk: toText(texts.subarray(ssidEnd + 1)) };
}

function wifiSettings({ ssid, psk }: Credentials): Uint8Array {
  const texts = [ssid, psk].map(toBytes).map((text) => concat(Uint8Array.of(text.length), text));
  const data = concat(...texts);
  return concat(Uint8Array.of(SEND_WIFI_SETTINGS, data.length), data);
}

function packet(type: number, data: Uint8Array): Uint8Array {
  const bytes = concat(HEADER, Uint8Array.of(VERSION, type, data.length), data);
  return concat(bytes, Uint8Array.of(sum(bytes)));
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
}

function line(from: Said["from"], kind: string, payload: Uint8Array, afterMicros: number): Said {
  const seen = { channel: "serial", observers: ["cable"] } as const;
  return { from, afterMicros, ...seen, kind, payload, sizeBytes: payload.length };
}
