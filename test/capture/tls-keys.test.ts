/** TLS counts as read only where keys opened each record that may hold content. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import { findTshark } from "../../src/capture/packets/tshark.ts";
import { type ScanOptions, scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { SLOW_MILLIS, SOAK } from "../soak.ts";
import { PSK, SECRETS } from "./known-secrets.ts";
import { connection, type Said, type TlsTalk, tlsTalk } from "./tls-talk.ts";
import { carryingKeys, pcapngOf, pcapOf, SERVER } from "./wire.ts";

const folder = tempFolder();
const isMissing = findTshark() === null;
/** True where tests must be complete. */
const isComplete = process.env.CI !== undefined;

const get = (path: string): Said => ["device", `GET /${path} HTTP/1.1\r\nHost: cloud.example\r\n\r\n`];
const OK: Said = ["server", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"];
const post = (body: string, length = body.length): Said => [
  "device",
  `POST / HTTP/1.1\r\nHost: cloud.example\r\nContent-Length: ${length}\r\n\r\n${body}`,
];
const LONG = "many words about nothing, ".repeat(2_000);
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

async function scan(capture: Uint8Array, options: ScanOptions) {
  const file = join(folder, "capture");
  writeFileSync(file, capture);
  return scanCapture(file, SECRETS, options);
}

/** The verdict, with the share of bytes under TLS that keys did not open, percent. */
async function verdict(capture: Uint8Array, options: ScanOptions): Promise<string> {
  const scanned = await scan(capture, options);
  const { word } = verdictOf(scanned);
  const share = scanned.notUnderstood.find(({ kind }) => kind === "tls")?.share ?? 0;
  return `${word}, ${Math.round(100 * share)} % closed`;
}

function keylog(keys: readonly string[]): string {
  const file = join(folder, "keys");
  writeFileSync(file, keys.join(""), { mode: 0o600 });
  return file;
}

const openedWith = (frames: readonly Uint8Array[], keys: readonly string[]) =>
  verdict(pcapOf(frames), { keylog: keylog(keys) });

describe.skipIf(isMissing && !isComplete)("TLS in a capture, with keys", () => {
  beforeAll(() => {
    if (isMissing) throw new Error("tshark is not installed");
  });

  it.each(VERSIONS)("is read where keys open all of it (%s)", async (version) => {
    const { sent, keys } = await tlsTalk(version, [get("a"), OK, post(LONG), OK]);
    const frames = connection(sent);
    expect(await openedWith(frames, keys)).toBe("keeps, 0 % closed");
    // Packets that overtake others, and some that come twice.
    const late = frames.findIndex((frame) => frame.length > 1_400);
    const disordered = frames.toSpliced(late, 1).toSpliced(late + 5, 0, frames[late], frames[late]);
    expect(await openedWith(disordered, keys)).toBe("keeps, 0 % closed");
  });

  it.each(["SERVER_TRAFFIC_SECRET_0", "CLIENT_TRAFFIC_SECRET_0"])(
    "is not read where the key log lacks %s",
    async (missing) => {
      const { sent, keys } = await tlsTalk("TLSv1.3", [get("a"), ["server", LONG], post(LONG), OK]);
      const others = keys.filter((line) => !line.startsWith(missing));
      expect(await openedWith(connection(sent), others)).toMatch(/^unknown, [45]\d % closed$/);
      const words = verdictOf(await scan(pcapOf(connection(sent)), { keylog: keylog(others) })).reason;
      expect(words).toContain("spoke TLS, which hides the content, and the key log does not open all of it");
      const carrying = carryingKeys(pcapngOf(connection(sent)), toBytes(others.join("")));
      expect(await verdict(carrying, { useTshark: true })).toMatch(/^unknown, [45]\d % closed$/);
    },
  );

  it.each(VERSIONS)(
    "is not read where keys open one of two connections by the same ports (%s)",
    async (version) => {
      const [a, b] = [await tlsTalk(version, [get("a"), OK]), await tlsTalk(version, [get("b"), post(LONG)])];
      const frames = [...connection(a.sent), ...connection(b.sent, 500_000)];
      expect(await openedWith(frames, [...a.keys, ...b.keys])).toBe("keeps, 0 % closed");
      expect(await openedWith(frames, a.keys)).toMatch(/^unknown, (?:9\d|100) % closed$/);
      expect(await openedWith(frames, b.keys)).toMatch(/^unknown, \d % closed$/);
    },
  );

  it.each(VERSIONS)("is not read behind a packet that is missing (%s)", async (version) => {
    const { sent, keys } = await tlsTalk(version, [get("a"), OK, post(LONG), OK]);
    const frames = connection(sent);
    const lost = frames.findIndex((frame) => frame.length > 1_400) + 14;
    expect(await openedWith(frames.toSpliced(lost, 1), keys)).toMatch(/^unknown, [34]\d % closed$/);
    const answers = frames.filter((_, at) => at < lost);
    expect(await openedWith(answers, keys)).toMatch(/^unknown, /);
  });

  it.each(VERSIONS)("shows each record of a message that lacks its end (%s)", async (version) => {
    const body = `${LONG.slice(0, 20_000)}${PSK}${LONG.slice(0, 30_000)}`;
    const { sent, keys } = await tlsTalk(version, [post(body, 100_000)]);
    expect(await openedWith(connection(sent), keys)).toMatch(/^leaks/);
  });

  it.each<[string, readonly Said[]]>([
    [
      "a proxy's greeting",
      [
        ["device", "CONNECT cloud.example:443 HTTP/1.1\r\nHost: cloud.example:443\r\n\r\n"],
        ["server", "HTTP/1.1 200 Connection established\r\n\r\n"],
      ],
    ],
    [
      "STARTTLS",
      [
        ["server", "220 mail.example ESMTP\r\n"],
        ["device", "STARTTLS\r\n"],
        ["server", "220 ready\r\n"],
      ],
    ],
  ])("is read behind %s, answers too", async (_, before) => {
    const { sent, keys } = await tlsTalk("TLSv1.3", [get("a"), ["server", `${PSK} is what you told me`]]);
    const port = before[0][0] === "server" ? 25 : 8080;
    const frames = connection([...before, ...sent], 1_000, { ...SERVER, port });
    expect(await openedWith(frames, keys)).toBe("leaks, 0 % closed");
  });

  it(
    "never keeps the value that one record holds, whichever keys and packets are missing",
    async () => {
      const words = (n: number) => LONG.slice(0, n);
      const talks = new Map<string, TlsTalk>();
      for (const version of VERSIONS)
        for (const speaker of ["device", "server"] as const)
          talks.set(
            `${version} ${speaker}`,
            await tlsTalk(version, [
              get("a"),
              OK,
              [speaker, words(20_000)],
              [speaker, PSK],
              [speaker, words(9)],
            ]),
          );
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...talks.keys()),
          fc.array(fc.nat(), { maxLength: 3 }),
          fc.array(fc.nat(), { maxLength: 2 }),
          fc.boolean(),
          async (which, withoutKeys, withoutPackets, isInFile) => {
            const { sent, keys } = talks.get(which)!;
            const frames = connection(sent);
            const left = <T>(all: readonly T[], gone: readonly number[]) =>
              all.filter((_, at) => !gone.some((one) => one % all.length === at));
            const kept = left(keys, withoutKeys);
            const packets = left(frames, withoutPackets);
            const outcome = isInFile
              ? verdict(carryingKeys(pcapngOf(packets), toBytes(kept.join(""))), { useTshark: true })
              : openedWith(packets, kept);
            expect(await outcome).not.toMatch(/^keeps/);
          },
        ),
        { numRuns: SOAK ? 1_000 : 5, ...(!SOAK && { seed: 1 }) },
      );
    },
    SLOW_MILLIS,
  );
});
