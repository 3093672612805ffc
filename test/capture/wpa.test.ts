/** WiFi frames under a passphrase that is known: they are opened with the handshake. Checked against tshark. */
import { createCipheriv, createHmac, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK, SSID } from "./known-secrets.ts";
import { outcome } from "./outcome.ts";
import { inside, pcapOf, segment, syn } from "./wire.ts";

const header = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const ACCESS_POINT = header("020000000001");
const STATION = header("020000000002");
const EVERYBODY = header("ffffffffffff");
const WIFI = 105;
const FROM_SYSTEM = 2;
const TO_SYSTEM = 1;
const NONCES = [new Uint8Array(32).fill(0x31), new Uint8Array(32).fill(0x17)] as const;
const GROUP_KEY = new Uint8Array(16).fill(0x5a);

/** Keys of the pair, as the standard says for WPA2 (IEEE 802.11-2020, 12.7.1.3). */
function pairKey(psk = PSK): Buffer {
  const master = pbkdf2Sync(psk, SSID, 4096, 32, "sha1");
  const context = concat(ACCESS_POINT, STATION, NONCES[1], NONCES[0]);
  const round = (i: number) =>
    createHmac("sha1", master)
      .update(concat(toBytes("Pairwise key expansion\0"), context, Uint8Array.of(i)))
      .digest();
  return Buffer.concat([0, 1, 2].map(round)).subarray(0, 48);
}

function dataFrame(
  direction: number,
  to: Uint8Array,
  from: Uint8Array,
  control: readonly number[],
  body: Uint8Array,
) {
  const [type, flags] = control;
  const quality = (type & 0x80) !== 0 ? Uint8Array.of(0, 0) : new Uint8Array();
  const addresses = concat(to, from, ACCESS_POINT);
  return concat(
    Uint8Array.of(type, flags | direction, 0, 0),
    addresses,
    Uint8Array.of(0x10, 0),
    quality,
    body,
  );
}

/** A message of the handshake. */
function message(info: number, nonce: Uint8Array, data: Uint8Array = new Uint8Array()): Uint8Array {
  const fields = concat(
    Uint8Array.of(2, info >> 8, info & 255, 0, 16),
    new Uint8Array(7),
    Uint8Array.of(1),
    nonce,
  );
  const key = concat(fields, new Uint8Array(48), Uint8Array.of(data.length >> 8, data.length & 255), data);
  const isFromAccessPoint = (info & 0x80) !== 0;
  // The message is authenticated with the key that confirms.
  if ((info & 0x100) !== 0) {
    const whole = concat(Uint8Array.of(2, 3, key.length >> 8, key.length & 255), key);
    key.set(createHmac("sha1", pairKey().subarray(0, 16)).update(whole).digest().subarray(0, 16), 77);
  }
  const body = concat(
    header("aaaa03000000888e"),
    Uint8Array.of(2, 3, key.length >> 8, key.length & 255),
    key,
  );
  return isFromAccessPoint
    ? dataFrame(FROM_SYSTEM, STATION, ACCESS_POINT, [0x08, 0], body)
    : dataFrame(TO_SYSTEM, ACCESS_POINT, STATION, [0x08, 0], body);
}

function sealed(
  number: number,
  content: Uint8Array,
  key: Uint8Array,
  to = ACCESS_POINT,
  from = STATION,
  /** Of a frame in parts: the part's number, and whether others follow. */
  part = { number: 0, hasMore: false },
): Uint8Array {
  const type = to === EVERYBODY ? 0x08 : 0x88;
  const empty = dataFrame(
    to === ACCESS_POINT ? TO_SYSTEM : FROM_SYSTEM,
    to,
    from,
    [type, 0x40],
    new Uint8Array(),
  );
  empty[1] |= part.hasMore ? 4 : 0;
  empty[22] |= part.number;
  const iv = Uint8Array.of(number, 0, 0, 0x20, 0, 0, 0, 0);
  const aside = concat(
    empty.subarray(0, 2),
    empty.subarray(4, 22),
    Uint8Array.of(part.number, 0),
    empty.subarray(24),
  );
  const nonce = concat(Uint8Array.of(0), from, Uint8Array.of(0, 0, 0, 0, 0, number));
  const cipher = createCipheriv("aes-128-ccm", Buffer.from(key), nonce, { authTagLength: 8 });
  cipher.setAAD(aside, { plaintextLength: content.length });
  return concat(empty, iv, cipher.update(content), cipher.final(), cipher.getAuthTag());
}

const wrapped = (() => {
  const data = concat(header("dd16000fac010100"), GROUP_KEY);
  const cipher = createCipheriv("id-aes128-wrap", pairKey().subarray(16, 32), Buffer.alloc(8, 0xa6));
  return concat(cipher.update(data), cipher.final());
})();
/** Cipher and key management of WPA2, which the second message tells (9.4.2.24). */
const RSN = header("30140100000fac040100000fac040100000fac020000");
const HANDSHAKE = [
  message(0x008a, NONCES[0]),
  message(0x010a, NONCES[1], RSN),
  message(0x13ca, NONCES[0], wrapped),
];
const overAir = (frame: Uint8Array) => concat(header("aaaa030000000800"), inside(frame));
const POST = `POST / HTTP/1.1\r\nContent-Length: ${PSK.length}\r\n\r\n${PSK}`;
const cut = POST.length - PSK.length + 9;
const SEGMENTS = [syn(), segment(0, POST.slice(0, cut)), segment(cut, POST.slice(cut))];
const talk = (key: Buffer) => SEGMENTS.map((one, i) => sealed(i + 1, overAir(one), key.subarray(32)));
const quiet = () => sealed(9, overAir(segment(0, "quiet")), pairKey().subarray(32));

const WPA_CAPTURE = pcapOf([...HANDSHAKE, ...talk(pairKey())], { linkType: WIFI });

describe("WiFi under a passphrase that is known", () => {
  it("is opened, and its streams are put together", async () => {
    expect(await outcome(WPA_CAPTURE)).toBe("wifi.psk");
  });

  it("keeps what is sealed in it, if nothing else is", async () => {
    expect(await outcome(pcapOf([...HANDSHAKE, quiet()], { linkType: WIFI }))).toBe("keeps");
  });

  it("is opened for everybody with the key of the group", async () => {
    const told = sealed(3, overAir(segment(0, `psk=${PSK}`)), GROUP_KEY, EVERYBODY, ACCESS_POINT);
    expect(await outcome(pcapOf([...HANDSHAKE, told], { linkType: WIFI }))).toBe("wifi.psk");
  });

  it("keeps a checksum at the end of a frame apart", async () => {
    const frames = talk(pairKey()).map((frame) => concat(frame, Uint8Array.of(1, 2, 3, 4)));
    expect(await outcome(pcapOf([...HANDSHAKE, ...frames], { linkType: WIFI }))).toBe("wifi.psk");
  });

  it("is a blind spot in frames that went in parts, opened or not", async () => {
    const whole = overAir(segment(0, `a few words, then ${PSK}, and more words`));
    const at = whole.length - 12 - (PSK.length >> 1);
    const key = pairKey().subarray(32);
    const parts = [whole.subarray(0, at), whole.subarray(at)].map((bytes, i) =>
      sealed(20 + i, bytes, key, ACCESS_POINT, STATION, { number: i, hasMore: i === 0 }),
    );
    const frames = [...HANDSHAKE, sealed(1, overAir(syn()), key), ...parts];
    expect(await outcome(pcapOf(frames, { linkType: WIFI }))).toMatch(/^unknown: .*parts/);
  });

  it.each<[string, readonly Uint8Array[]]>([
    ["without the handshake", talk(pairKey())],
    ["with half of the handshake", [HANDSHAKE[0], ...talk(pairKey())]],
    ["of another passphrase", [...HANDSHAKE, ...talk(pairKey("another passphrase"))]],
  ])("is a blind spot %s", async (_, frames) => {
    expect(await outcome(pcapOf(frames, { linkType: WIFI }))).toMatch(/^unknown: wifi/);
  });
});
