/**
 * Pairing over a network of the appliance's own: open, with a web page that asks for name and passphrase. The form is
 * that of WiFiManager (https://github.com/tzapu/WiFiManager): fields `s` and `p`, posted to `/wifisave`.
 */

import { decodeForm, encodeForm } from "../net/form.ts";
import { bareTcpPacket, type Route, TCP_FLAG } from "../net/ip-packet.ts";
import {
  associationRequest,
  associationResponse,
  authentication,
  type Credentials,
  type Link,
  openData,
  probeRequest,
  probeResponse,
} from "../radio/wpa.ts";
import { toBytes, toHex, toLatin1 } from "../tape/bytes.ts";
import type { Said, WayDialogue } from "./way.ts";

/** What an ESP32's own network gives out (esp_netif's default for its access point). */
const ADDRESS = { device: Uint8Array.of(192, 168, 4, 1), phone: Uint8Array.of(192, 168, 4, 2) };
const PORT = { device: 80, phone: 49_152 };
const FRAME_MICROS = 4_000;
/** A person types the passphrase in. */
const TYPING_MICROS = 1_500_000;
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

export const SOFT_AP: WayDialogue = {
  handOver(network, { phone, device }) {
    const link: Link = { station: phone, accessPoint: device };
    const name = `appliance-${toHex(device.subarray(3))}`;
    return [
      frame("phone", "probe request", probeRequest(link, name)),
      frame("device", "probe response", probeResponse(link, name, "open")),
      frame("phone", "authentication", authentication(link, "station", 1)),
      frame("device", "authentication", authentication(link, "accessPoint", 2)),
      frame("phone", "association request", associationRequest(link, name, "open")),
      frame("device", "association response", associationResponse(link)),
      frame("phone", "data", data(link, "phone", request(network)), TYPING_MICROS),
      frame("device", "data", data(link, "device", toBytes(ANSWER))),
    ];
  },

  heard(said) {
    const texts = said.map(({ payload }) => (payload === null ? "" : toLatin1(payload)));
    const body = /POST \/wifisave .*?\r\n\r\n(.*)$/s.exec(
      texts.find((text) => text.includes("POST /")) ?? "",
    );
    if (body === null) return null;
    const form = decodeForm(body[1]);
    const field = (wanted: string) => form.find(([name]) => name === wanted)?.[1];
    const ssid = field("s");
    return ssid === undefined ? null : { ssid, psk: field("p") ?? "" };
  },
};

function request({ ssid, psk }: Credentials): Uint8Array {
  const body = encodeForm([
    ["s", ssid],
    ["p", psk],
  ]);
  const head = [
    "POST /wifisave HTTP/1.1",
    "Host: 192.168.4.1",
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${body.length}`,
  ];
  return toBytes(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function data(link: Link, from: "phone" | "device", content: Uint8Array): Uint8Array {
  const end = (who: "phone" | "device", mac: Uint8Array) => ({ address: ADDRESS[who], port: PORT[who], mac });
  const ends = { phone: end("phone", link.station), device: end("device", link.accessPoint) };
  const route: Route = { from: ends[from], to: ends[from === "phone" ? "device" : "phone"], id: 1 };
  const fields = { sequence: 1, acknowledged: 1, flags: TCP_FLAG.push | TCP_FLAG.ack };
  return openData(link, from === "phone" ? "station" : "accessPoint", bareTcpPacket(route, fields, content));
}

function frame(from: Said["from"], kind: string, payload: Uint8Array, afterMicros = FRAME_MICROS): Said {
  const seen = { channel: "wifi", observers: ["air"] } as const;
  return { from, afterMicros, ...seen, kind, payload, sizeBytes: payload.length };
}
