/** Archives of Fiddler: a ZIP file with what client and server said in each session. */
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome } from "./outcome.ts";

const half = PSK.length >> 1;
const OK = toBytes("HTTP/1.1 204 No Content\r\n\r\n");

/** Packed, as Fiddler does it. */
function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ "[Content_Types].xml": toBytes("<Types/>"), ...files }, { level: 9 });
}

function post(body: Uint8Array, fields = ""): Uint8Array {
  return concat(
    toBytes(`POST https://a.example/x HTTP/1.1\r\n${fields}Content-Length: ${body.length}\r\n\r\n`),
    body,
  );
}

describe("an archive of Fiddler", () => {
  it("is read session by session, whatever order its files are in, packed bodies too", async () => {
    const packed = post(gzipSync(toBytes(`{"psk":"${PSK}"}`)), "Content-Encoding: gzip\r\n");
    expect(await outcome(archive({ "raw/1_s.txt": OK, "raw/1_c.txt": packed }))).toBe("wifi.psk");
    const chunked = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${half.toString(16)}\r\n${PSK.slice(0, half)}\r\n${(PSK.length - half).toString(16)}\r\n${PSK.slice(half)}\r\n0\r\n\r\n`;
    expect(await outcome(archive({ "raw/1_c.txt": toBytes(chunked), "raw/1_s.txt": OK }))).toBe("wifi.psk");
    expect(await outcome(archive({ "raw/1_c.txt": post(toBytes("quiet")), "raw/1_s.txt": OK }))).toBe(
      "keeps",
    );
  });

  it("is searched beside its sessions, too", async () => {
    const meta = {
      "raw/1_c.txt": post(toBytes("quiet")),
      "raw/1_m.xml": toBytes(`<Session note="${PSK}"/>`),
    };
    expect(await outcome(archive(meta))).toBe("wifi.psk");
  });

  it("has a blind spot where a body is cut, where frames are, and where it is broken or has no session", async () => {
    const cut = toBytes("POST / HTTP/1.1\r\nContent-Length: 40\r\n\r\nquiet");
    expect(await outcome(archive({ "raw/1_c.txt": cut }))).toBe("unknown: unfinished");
    const frames = {
      "raw/1_c.txt": post(toBytes("quiet")),
      "raw/1_w.txt": toBytes("Request-Length: 2\r\n\r\n\u0081\u0000"),
    };
    expect(await outcome(archive(frames))).toBe("unknown: block");
    const whole = archive({
      "raw/1_c.txt": post(toBytes("quiet, but for longer".repeat(9))),
      "raw/1_s.txt": OK,
    });
    expect(await outcome(whole.subarray(0, 120))).toMatch(/^unknown: /);
    expect(await outcome(archive({}))).toBe("unknown: ");
  });
});
