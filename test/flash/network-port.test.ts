import { once } from "node:events";
import { createServer } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { concat, toText } from "../../sim/tape/bytes.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { BoardLink } from "../../src/flash/link.ts";
import { NetworkPort } from "../../src/flash/network-port.ts";
import { openPort } from "../../src/flash/open-port.ts";
import { Session } from "../../src/flash/session.ts";
import {
  encodeData,
  encodeSubnegotiation,
  encodeVerb,
  TelnetDecoder,
  type TelnetPart,
  VERB,
} from "../../src/flash/telnet.ts";
import { built, flashed, portTo } from "./flashed.ts";
import { type Served, serve } from "./rfc2217-server.ts";

const notes = built("test/firmware/settings.ts");
let served: Served | null = null;
afterEach(async () => {
  await served?.close();
  served = null;
});

describe("a serial port over the network", () => {
  it("flashes, verifies and reads back, at the speed that was asked for and through resets", async () => {
    const flash = new Uint8Array(4 * 1024 * 1024).fill(0xff);
    served = await serve(new EmulatedPort({ chip: "esp32c3", flash }));
    const { port, release } = await openPort(served.name);
    // Half of it is the byte that Telnet sends twice.
    const bytes = Random.stream(1, "content").bytes(20_000).fill(0xff, 5_000, 15_000);
    const session = await Session.open(port);
    expect(session.chip).toBe("esp32c3");
    await session.write({ name: "content", offset: 0x10000, bytes });
    expect(await session.read(0x10000, bytes.length)).toEqual(bytes);
    await session.close();
    await release();
    expect(flash.subarray(0x10000, 0x10000 + bytes.length)).toEqual(bytes);
  });

  it("has the board's firmware at the other end, and says when it goes away", async () => {
    const board = portTo(flashed(notes, "esp32c3"), "esp32c3");
    served = await serve(board);
    const link = await BoardLink.open(new NetworkPort(served.name));
    await board.time.pass(2_500);
    const said: string[] = [];
    while (!said.includes("> written")) said.push(toText((await link.next(link.now + 2_000))!.bytes));
    expect(said).toContain(`DevS-SHA256: ${notes.sha256}`);
    served.cut();
    const untilLost = async () => {
      while ((await link.next(link.now + 2_000)) !== null);
    };
    await expect(untilLost()).rejects.toMatchObject({ name: "PortLost", exitCode: 5 });
    await link.close();
  });

  it("is refused where nobody answers, or where there is no serial port", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {}).resume();
      socket.write(encodeVerb(VERB.dont, 44));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const name = `rfc2217://127.0.0.1:${(server.address() as { port: number }).port}`;
    await expect(BoardLink.open(new NetworkPort(name))).rejects.toThrow("offers no serial port");
    server.close();
    await once(server, "close");
    await expect(BoardLink.open(new NetworkPort(name))).rejects.toMatchObject({
      name: "PortError",
      message: expect.stringContaining("nobody answers there"),
    });
  });

  it.each(["rfc2217://", "rfc2217://host", "rfc2217://:4000", "rfc2217://host:port"])(
    "is refused by a name such as %s",
    async (name) => {
      await expect(openPort(name)).rejects.toMatchObject({ exitCode: 2 });
    },
  );
});

describe("Telnet", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 30 });
  const byte = fc.integer({ min: 0, max: 254 });
  const part = fc.oneof(
    bytes.map((data): TelnetPart => ({ kind: "data", bytes: data })),
    fc
      .tuple(fc.constantFrom(...Object.values(VERB)), byte)
      .map(([verb, option]): TelnetPart => ({ kind: "verb", verb, option })),
    fc
      .tuple(byte, bytes)
      .map(([option, data]): TelnetPart => ({ kind: "subnegotiation", option, bytes: data })),
  );
  const encoded = (p: TelnetPart) =>
    p.kind === "data"
      ? encodeData(p.bytes)
      : p.kind === "verb"
        ? encodeVerb(p.verb, p.option)
        : encodeSubnegotiation(p.option, p.bytes);

  it("is taken apart as it was put together, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (parts, size) => {
        const line = concat(...parts.map(encoded));
        const decoder = new TelnetDecoder();
        const got: TelnetPart[] = [];
        for (let at = 0; at < line.length; at += size)
          got.push(...decoder.push(line.subarray(at, at + size)));
        expect(merged(got)).toEqual(merged(parts));
      }),
      { numRuns: 300 },
    );
  });

  it("survives anything", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        const decoder = new TelnetDecoder();
        decoder.push(concat(Uint8Array.of(255, 250, 44), noise));
      }),
      { numRuns: 300 },
    );
  });
});

/** Neighbouring pieces of data joined. */
function merged(parts: readonly TelnetPart[]): unknown[] {
  const out: TelnetPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.kind === "data" && last?.kind === "data")
      out[out.length - 1] = { kind: "data", bytes: concat(last.bytes, part.bytes) };
    else out.push(part);
  }
  return out.map((part) => ("bytes" in part ? { ...part, bytes: [...part.bytes] } : part));
}
