/** Recordings of each kind that is met in the field, and what a scan must make of them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { readSecretFile } from "../../src/capture/secret-file.ts";

const FOLDER = join(import.meta.dirname, "cases");

/**
 * By folder and file: secrets that are found (`psk`, `ssid`), with `derived` or `encoded` where that is the degree; or
 * `unknown:` and the kind of blind spot; or `refused:` and what the file is.
 */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ble: {
    "hci-h4-att-20.pcap": "psk ssid",
    "hci-h4-phdr-att-20.pcap": "psk ssid",
    "le-ll-att-20.pcap": "psk ssid",
    "le-ll-encrypted.pcap": "unknown: bluetooth",
  },
  blocks: { "coap-block1-64.pcap": "psk ssid" },
  chatty: {
    "syslog-udp-two-lines.pcap": "psk",
    "telnet-char-echo.pcap": "psk",
    "telnet-char-noecho.pcap": "psk",
    "udp-char-each.pcap": "psk",
  },
  containers: {
    "burp.xml": "psk",
    "fiddler.saz": "psk",
    "mitm.flow": "psk",
    "split.5views": "refused: 5Views",
    "split.commview-ncf": "refused: CommView",
    "split.erf": "refused: Endace ERF",
    "split.k12text": "refused: K12 text",
    "split.lanalyzer": "refused: LANalyzer",
    "split.netmon2": "refused: Network Monitor",
    "split.ngsniffer": "refused: Sniffer (ngsniffer)",
    "split.pcap.bz2": "psk ssid",
    "split.pcap.gz": "psk ssid",
    "split.pcap.lz4": "psk ssid",
    "split.pcap.zip": "psk ssid",
    "split.pcap.zstd": "psk ssid",
    "split.snoop": "refused: snoop",
    "split.visual": "refused: Visual Networks",
    "tls.commview-ncf": "refused: CommView",
    "tls.erf": "refused: Endace ERF",
    "tls.ngsniffer": "refused: Sniffer (ngsniffer)",
    "tls.visual": "refused: Visual Networks",
  },
  dumps: { "encrypted-flash.bin": "unknown: flash", "flash.hex": "psk ssid", "straddle.uf2": "psk ssid" },
  ...Object.fromEntries(
    "datapad eth geneve gre htc ipip macsec mpls nflog ppp radiotap snap tzsp vxlan w11 wds"
      .split(" ")
      .map((link) => [`enc-${link}`, { "split.pcap": "psk ssid", "tls.pcap": "unknown: tls" }]),
  ),
  escapes: {
    "c-string.log": "psk",
    "html-named.log": "psk",
    "html.log": "psk",
    "ini-semicolon.log": "psk",
    "json-in-json.log": "psk",
    "json.log": "psk",
    "python-repr.log": "psk",
    "shell.log": "psk",
    "sql.log": "psk",
    "url.log": "psk",
    "xml.log": "psk",
    "yaml-single.log": "psk",
  },
  har: {
    "body-left-out.har": "unknown: leftOut",
    "comment-first.har": "psk",
    "content-br-base64.har": "psk",
    "cookie-only.har": "psk",
    "null-postdata.har": "psk",
    "params-only.har": "psk ssid",
    "post-base64.har": "psk",
    "post-latin1-gzip.har": "psk",
    "query-only.har": "psk",
    "text.har": "psk ssid",
    "ws-bad-entry.har": "psk",
    "ws-binary.har": "psk",
    "ws-firefox.har": "psk",
  },
  "http-body": {
    "br.pcap": "psk ssid",
    "chunked-first.pcap": "psk ssid",
    "chunked-second-answer-not-captured.pcap": "psk ssid",
    "chunked-second-pipelined.pcap": "psk ssid",
    "chunked-second-with-answer.pcap": "psk ssid",
    "deflate.pcap": "psk ssid",
    "expect-continue.pcap": "psk ssid",
    "gzip-chunked-second-request.pcap": "psk ssid",
    "gzip-chunked.pcap": "psk ssid",
    "gzip-over-1MB.pcap": "psk ssid",
    "gzip.pcap": "psk ssid",
    "raw-deflate-request.pcap": "psk ssid",
  },
  "http-forms": { "plus-space.pcap": "psk ssid" },
  http2: { "h2c-body-two-data-frames.pcap": "psk ssid", "h2c-huffman-header.pcap": "psk" },
  logs: {
    "backspaces.log": "psk",
    "coredump-base64.log": "psk ssid",
    // The last letter of the value is not in it; all others are.
    "echo-per-char.log": "unknown: torn",
    "esp-log-buffer-char.log": "psk ssid",
    "esp-log-buffer-hex.log": "psk ssid",
    "esp-log-buffer-hexdump.log": "psk ssid",
    "saleae-uart-hex.csv": "psk ssid",
    "saleae-uart.csv": "psk ssid",
    "timestamps-inside.log": "psk ssid",
    "utf16le-bom.log": "psk",
    "xxd-ps.log": "psk ssid",
    "xxd.log": "psk ssid",
  },
  nvs: { "spiffs-page-straddle.bin": "psk", "str.bin": "psk" },
  pmk: {
    "hex-upper.log": "derived psk derived ssid",
    "wpa_supplicant.log": "derived psk derived ssid ssid",
  },
  "sealed-tcp": {
    "noise-esphome.pcap": "unknown: noise",
    "openvpn-tcp.pcap": "unknown: openvpn",
    "tuya-local.pcap": "unknown: tuya",
  },
  "sealed-udp": {
    "esp-nat-t.pcap": "unknown: ipsec",
    "quic-draft29.pcap": "unknown: quic",
    "srtp.pcap": "unknown: srtp",
    "wireguard.pcap": "unknown: wireguard",
  },
  starttls: {
    "ftp.pcap": "unknown: tls",
    "http-connect.pcap": "unknown: tls",
    "proxy-protocol.pcap": "unknown: tls",
    "smtp.pcap": "unknown: tls",
    "socks5.pcap": "unknown: tls",
    "xmpp.pcap": "unknown: tls",
  },
  unicode: {
    "json-u.log": "psk",
    "latin1.log": "psk",
    "mojibake.log": "psk",
    "percent.log": "psk",
    "utf8.log": "psk",
  },
  "usb-cdc": { "linux-220-16byte.pcap": "psk ssid" },
  websocket: {
    "deflate-masked.pcap": "psk ssid",
    "masked.pcap": "psk ssid",
    "server-fragments.pcap": "psk ssid",
    "zeromask.pcap": "psk ssid",
  },
};

const ALL = Object.entries(EXPECTED).flatMap(([folder, files]) =>
  Object.entries(files).map(([file, outcome]) => [folder, file, outcome] as const),
);

/** Outcome of a scan of a file, in the words of the table. */
async function outcomeOf(folder: string, file: string): Promise<string> {
  const secrets = readSecretFile(join(FOLDER, folder, "secrets.json"), () => {});
  try {
    const capture = await scanCapture(join(FOLDER, folder, file), secrets);
    const { word } = verdictOf(capture);
    if (word === "keeps") return "keeps";
    if (word === "unknown") return `unknown: ${capture.notUnderstood.map(({ kind }) => kind).join(" ")}`;
    const found = capture.found.map(({ finding: { secret, degree } }) => {
      const name = secret.replace("wifi.", "");
      return degree === "derived" ? `derived ${name}` : name;
    });
    return [...new Set(found)].sort().join(" ");
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

describe("a recording", () => {
  it.each(ALL)("of the kind %s, %s, comes to: %s", async (folder, file, expected) => {
    const outcome = await outcomeOf(folder, file);
    if (!expected.startsWith("refused: ")) expect(outcome).toBe(expected);
    else {
      expect(outcome).toMatch(/^refused: .*first/);
      expect(outcome).toContain(expected.slice("refused: ".length));
    }
  });

  it("of every kind in the folder is in the table", () => {
    const files = readdirSync(FOLDER).flatMap((folder) =>
      readdirSync(join(FOLDER, folder))
        .filter((file) => file !== "secrets.json")
        .map((file) => `${folder}/${file}`),
    );
    expect(files.sort()).toEqual(ALL.map(([folder, file]) => `${folder}/${file}`).sort());
  });
});
