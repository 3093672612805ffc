import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHIP_NAMES } from "../../sim/board/chips/chips.ts";
import { GET_REGISTER, type Packet } from "../../sim/bus/frame.ts";
import { DEVICE_KEY, PAIRING_CODE } from "../../sim/device/device-config.ts";
import { readEntries } from "../../sim/device/flash-pages.ts";
import { openOffer } from "../../sim/sealed/sealed-offer.ts";
import { toBytes, toLatin1 } from "../../sim/tape/bytes.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import type { FromBoard } from "../../src/flash/link.ts";
import { LINK_BAUD } from "../../src/flash/link.ts";
import { OwnerKeys } from "../../src/provision/owner-keys.ts";
import { provisionBoard } from "../../src/provision/provision-board.ts";
import { UserError } from "../../src/user-error.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { built, flashed, portTo } from "../flash/flashed.ts";
import { type Relay, withRelay } from "./relay.ts";

const CODE = "0123456789ABCDEF";
const made = { [DEVICE_KEY]: "ab".repeat(32), [PAIRING_CODE]: CODE };
const network = { ssid: "canary-lighthouse-5G", psk: "canary-keeper-of-the-light" };
const owner = () => new OwnerKeys(tempFolder());
const kettle = built("devs/appliances/kettle/main.ts");
const STORE = [0x1c0000, 0x200000] as const;

describe("provisioning a board", () => {
  it.each(CHIP_NAMES)("hands credentials to an %s sealed, and says when it has joined", async (chip) => {
    const flash = flashed(kettle, chip, made);
    const seen: FromBoard[] = [];
    const port = portTo(flash, chip);
    const sent: Uint8Array[] = [];
    const open = port.open.bind(port);
    port.open = async (options) => {
      await open(options);
      const { writable } = port;
      port.writable = new WritableStream({
        write: async (bytes) => {
          sent.push(bytes);
          const writer = writable!.getWriter();
          await writer.write(bytes);
          writer.releaseLock();
        },
      });
    };
    const ownerKeys = owner();
    const seenBy = (item: FromBoard) => seen.push(item);
    const done = await provisionBoard(port, { code: CODE, network, ownerKeys, seen: seenBy });
    const expected = { device: "fe240ac4123456ff", sealedUnder: "pairing code", sealedBytes: 198 };
    expect(done).toMatchObject(expected);
    expect(done.joinedAfterMillis).toBeGreaterThan(0);
    const key = ownerKeys.of(done.device).confirmed!;
    for (const bytes of sent) {
      expect(Buffer.from(bytes).includes(key)).toBe(false);
      expect(toLatin1(bytes)).not.toContain(network.ssid);
      expect(toLatin1(bytes)).not.toContain(network.psk);
    }
    // Such as the stock runtime keeps them: that is the platform's doing.
    const kept = readEntries(flash.subarray(...STORE)).map(({ key }) => key);
    expect(kept).toEqual(expect.arrayContaining(["wifi_ssid", "wifi_psk"]));
  });

  it("again needs no label, and the board joins by itself after a restart", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    const ownerKeys = owner();
    await provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network, ownerKeys });
    const again = await provisionBoard(portTo(flash, "esp32c3"), { code: null, network, ownerKeys });
    expect(again.sealedUnder).toBe("owner key");
  });

  it("needs the code of a board that has no owner", async () => {
    const port = portTo(flashed(kettle, "esp32c3", made), "esp32c3");
    await expect(provisionBoard(port, { code: null, network, ownerKeys: owner() })).rejects.toMatchObject({
      name: "CodeNeeded",
      exitCode: 2,
    });
  });

  it("is for its owner alone: whoever reads the label later, or lost the owner key, has to reset it", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    await provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network, ownerKeys: owner() });
    const stranger = owner();
    for (const wasReset of [false, true])
      await expect(
        provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network, ownerKeys: stranger, wasReset }),
      ).rejects.toThrow(/has an owner, whose key is not on this computer.* reset the board by hand/);
    stranger.propose("fe240ac4123456ff");
    await expect(
      provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network, ownerKeys: stranger }),
    ).rejects.toThrow(/obeys another owner key.* reset the board by hand/);
  });

  it.each<[string, Parameters<typeof flashed>[0], Partial<Parameters<typeof portTo>[2]>, string, string]>([
    ["the code is another board's", kettle, {}, "FFFFFFFFFFFFFFFF", "that is not its pairing code"],
    ["nothing on it takes credentials", built("test/firmware/quiet.ts"), {}, CODE, "no firmware that offers"],
    [
      "it takes them only in the clear",
      built("devs/lessons/01-cloud-relay/fixed.ts"),
      {},
      CODE,
      "only in the clear",
    ],
    ["the network is not in reach", kettle, { accessPointFor: () => null }, CODE, "was not in the network"],
    [
      "the passphrase is another",
      kettle,
      { accessPointFor: ({ ssid }) => ({ ssid, psk: "not that one" }) },
      CODE,
      "is the passphrase right?",
    ],
  ])("fails in words when %s", async (_, image, rest, code, message) => {
    const port = portTo(flashed(image, "esp32c3", made), "esp32c3", rest);
    const failure = await provisionBoard(port, { code, network, ownerKeys: owner() }).catch((error) => error);
    expect(failure).toMatchObject({ name: "NotProvisioned", exitCode: 5 });
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain("canary");
  });

  it("does not wait after a wrong code", async () => {
    const port = portTo(flashed(kettle, "esp32c3", made), "esp32c3");
    const job = { network, ownerKeys: owner() };
    await expect(provisionBoard(port, { ...job, code: "FFFFFFFFFFFFFFFF" })).rejects.toThrow(
      "not its pairing",
    );
    expect(await provisionBoard(port, { ...job, code: CODE })).toMatchObject({ sealedUnder: "pairing code" });
  });

  it("is never said to have worked on a bad line when it has not", async () => {
    const told = flashed(kettle, "esp32c3", made);
    const rarely = fc.integer({ min: 6, max: 14 }).map((power) => 2 ** power);
    const faults = fc.record({ noiseEvery: rarely, lossEvery: rarely }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 1 }), async (fault, seed) => {
        const flash = told.slice();
        const port = portTo(flash, "esp32c3", { faults: fault, seed: () => seed });
        const done = await provisionBoard(port, { code: CODE, network, ownerKeys: owner() }).catch(
          (error) => error,
        );
        if (done instanceof Error) expect(done).toBeInstanceOf(UserError);
        else expect(toLatin1(flash.subarray(...STORE))).toContain(network.psk);
      }),
      { numRuns: process.env.TIGHTLIP_SOAK === "1" ? 1_000 : 5, seed: 4 },
    );
  }, 3_600_000);

  it("gives up on a port where nobody is", async () => {
    const flash = new Uint8Array(4 * 1024 * 1024).fill(0xff);
    const port = new EmulatedPort({ chip: "esp32c3", flash, isFast: true });
    await expect(
      provisionBoard(port, { code: CODE, network, ownerKeys: owner(), baudRate: LINK_BAUD }),
    ).rejects.toThrow("no firmware");
  });
});

describe("somebody between the owner and the board", () => {
  const STATE = GET_REGISTER | 0x182;
  const COUNTER = GET_REGISTER | 0x181;
  const OFFER = 0x80;
  /** The settings service has a command of the same number. */
  const isAcceptance = ({ command, data }: Packet) => command === OFFER && data.length === 17;
  const withState = (change: (state: Uint8Array) => Uint8Array): Relay => ({
    toOwner: (packet) =>
      packet.command === STATE ? { ...packet, data: change(packet.data.slice()) } : packet,
  });
  const saying = (at: number, byte: number) =>
    withState((state) => state.map((value, i) => (i === at ? byte : value)));
  const answering = (data: Uint8Array): Relay => ({
    toBoard: (packet) => (packet.command === OFFER ? { answer: { ...packet, data } } : packet),
  });

  /** An owner, a board, and what becomes of an attempt with a relay in between. */
  function home() {
    const flash = flashed(kettle, "esp32c3", made);
    const ownerKeys = owner();
    return {
      flash,
      ownerKeys,
      key: () => ownerKeys.of("fe240ac4123456ff"),
      provision: (relay: Relay, code: string | null = CODE, rest: { wasReset?: true } = {}) =>
        provisionBoard(withRelay(portTo(flash, "esp32c3"), relay), { code, network, ownerKeys, ...rest }),
    };
  }

  it("uses nothing up by naming a counter or challenge of its choice", async () => {
    const { provision } = home();
    for (const byte of [0x00, 0xff])
      await expect(provision(withState((state) => state.fill(byte, 2)))).rejects.toThrow("another challenge");
    expect(await provision({})).toMatchObject({ sealedUnder: "pairing code" });
    await expect(
      provision(
        withState((state) => state.fill(0xff, 2)),
        null,
      ),
    ).rejects.toThrow("another challenge");
    expect(await provision({}, null)).toMatchObject({ sealedUnder: "owner key" });
  });

  it.each([
    ["nothing else", Uint8Array.of(0)],
    ["a proof that it made up", Uint8Array.of(0, ...new Uint8Array(16).fill(1))],
  ])("can't say that the board accepted: it says so and %s", async (_, answer) => {
    const { provision, key, flash } = home();
    const failure = await provision(answering(answer)).catch((error) => error);
    expect(failure).toMatchObject({ name: "NotProvisioned", exitCode: 5 });
    expect(failure.message).toContain("the answer is not from the board");
    expect(toLatin1(flash.subarray(...STORE))).not.toContain(network.psk);
    expect(key().confirmed).toBe(null);
    const proposed = key().pending;
    await provision({});
    expect(key()).toEqual({ pending: null, confirmed: proposed });
  });

  it("can't use the proof of another acceptance", async () => {
    const { provision } = home();
    const proofs: Uint8Array[] = [];
    const listening: Relay = {
      toOwner: (packet) => {
        if (isAcceptance(packet)) proofs.push(packet.data);
        return packet;
      },
    };
    await provision(listening);
    await expect(provision(answering(proofs[0]), null)).rejects.toThrow("not from the board");
  });

  it("costs no owner the board by hiding that it accepted", async () => {
    const { provision, key } = home();
    const hiding: Relay = {
      toOwner: (packet) => (isAcceptance(packet) ? { ...packet, data: Uint8Array.of(5) } : packet),
    };
    await expect(provision(hiding)).rejects.toThrow("not its pairing code");
    expect(key().confirmed).toBe(null);
    expect(await provision({}, null)).toMatchObject({ sealedUnder: "owner key" });
    expect(key().pending).toBe(null);
  });

  it("gets nothing under the label's code any more by saying that the board has no owner, or refuses", async () => {
    const { provision, flash } = home();
    await provision({});
    const offers: Uint8Array[] = [];
    const keeping = (relay: Relay): Relay => ({
      ...relay,
      toBoard: (packet) => {
        if (packet.command === OFFER) offers.push(packet.data);
        return relay.toBoard?.(packet) ?? packet;
      },
    });
    await expect(provision(keeping(saying(1, 0)))).rejects.toThrow(/no owner, but its owner key is here/);
    expect(offers).toEqual([]);
    await expect(provision(keeping(answering(Uint8Array.of(5))))).rejects.toThrow("another owner key");
    expect(offers).toHaveLength(1);
    for (const blob of offers) expect(openOffer(nodeCrypto, toBytes(CODE), blob)).toBe(null);
    expect(flash.length).toBeGreaterThan(0);
  });

  it.each<[string, Relay, string]>([
    [
      "an old board, which has a counter only",
      {
        toBoard: (packet) =>
          packet.command === COUNTER
            ? { answer: { ...packet, data: new Uint8Array(4) } }
            : packet.command === STATE
              ? null
              : packet,
      },
      "knows the old version 1 of sealed provisioning",
    ],
    ["a newer board", saying(0, 3), "knows only version 3 of sealed provisioning"],
    ["a board that says too little", withState((state) => state.subarray(0, 9)), "whether it has an owner"],
  ])("is told what to do, and nothing is sent: %s", async (_, relay, message) => {
    const { provision } = home();
    const failure = await provision(relay).catch((error) => error);
    expect(failure).toMatchObject({ name: "NotProvisioned", exitCode: 5 });
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain("\n");
  });
});
