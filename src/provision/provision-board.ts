/** Hands a network's credentials to a board over its serial port, sealed under its pairing code. */

import { serverIdOf } from "../../sim/bus/frame.ts";
import { PROVISIONING_CLASS } from "../../sim/pairing/clear-offer.ts";
import { SEALED_CLASS } from "../../sim/pairing/phone.ts";
import { WIFI_CLASS } from "../../sim/radio/wifi-adapter.ts";
import { toHex, toText } from "../../sim/tape/bytes.ts";
import { BusClient } from "../flash/bus-client.ts";
import type { ServicePlace } from "../flash/directory.ts";
import { BoardLink, type FromBoard } from "../flash/link.ts";
import type { Port } from "../flash/port.ts";
import { EXIT_BOARD, stopIfAborted, UserError } from "../user-error.ts";
import { makeOffer } from "./offer.ts";

export interface ProvisionJob {
  /** The board's pairing code. */
  readonly code: string;
  readonly network: { readonly ssid: string; readonly psk: string };
  readonly baudRate?: number;
  /** Told of everything that comes from the board meanwhile. */
  readonly seen?: (item: FromBoard) => void;
  /** Told what is being done now. */
  readonly progress?: (step: string) => void;
  readonly signal?: AbortSignal;
}

export interface Provisioned {
  /** The board's identifier, 16 hexadecimal digits. */
  readonly device: string;
  readonly counter: number;
  /** Size of what was sent. */
  readonly sealedBytes: number;
  /** From there on the board is in the network. */
  readonly joinedAfterMillis: number;
}

/** Registers and command of services/sealed-provisioning.md. */
const REGISTER = { device: 0x180, counter: 0x181 };
const OFFER = 0x80;
/** Registers of the network service (Jacdac service catalogue, `wifi`). */
const WIFI_REGISTER = { ipAddress: 0x181, ssid: 0x183 };
const MAX_COUNTER = 0xffffffff;

/** Firmware starts, and waits for services, within this; and answers within that. */
const FIND_MS = 20_000;
const ANSWER_MS = 5_000;
/** Deriving a key and writing flash takes a board a while. */
const ACCEPT_MS = 15_000;
const JOIN_MS = 45_000;
const LOOK_EVERY_MS = 500;

/** Why a blob was not accepted, by status, and what to do. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: "takes it for malformed. Its firmware may be of another version of tightlip",
  2: "knows only another version of the format. Use the tightlip that its firmware was built with",
  3: "says that it is for another board",
  4: "has accepted this counter before. Somebody else provisioned it just now; try again",
  5: "can't open it: that is not its pairing code. Each wrong one makes it wait longer",
  6: "was given a wrong code just now and waits. Try again later",
  7: "wants its owner's consent first, such as a press of its button. Give it, and try again",
};

/** The board does not take credentials, or does not join. */
export class NotProvisioned extends UserError {
  override readonly name = "NotProvisioned";

  constructor(message: string) {
    super(message, EXIT_BOARD);
  }
}

/** Returns when the board has joined. Throws NotProvisioned or a PortError, without any of the values in it. */
export async function provisionBoard(port: Port, job: ProvisionJob): Promise<Provisioned> {
  let state = "nothing was sent.";
  const link = await BoardLink.open(port, job.baudRate, job.signal);
  try {
    job.progress?.("looking for the board's service");
    const bus = new BusClient(link, job.seen);
    const place = await findSealed(port, bus);
    const { device, counter } = await identify(port, bus, place);
    const blob = makeOffer({ ...job, device, counter });
    job.progress?.("sending the sealed offer");
    state = "an offer was sent; the board has not said whether it accepts.";
    const answer = await bus.call(place, OFFER, blob, ACCEPT_MS);
    if (answer === null)
      throw new NotProvisioned(`${port.name}: the board did not say whether it accepts. Try again.`);
    if (answer[0] !== 0)
      throw new NotProvisioned(
        `${port.name}: nothing was changed: the board ${REFUSALS[answer[0]] ?? `refuses (status ${answer[0]})`}.`,
      );
    state = "the board accepted the credentials, and goes on trying to join the network.";
    job.progress?.("waiting for the board to join");
    const acceptedAt = link.now;
    await waitUntilJoined(port, link, bus, job.network.ssid);
    return { device, counter, sealedBytes: blob.length, joinedAfterMillis: link.now - acceptedAt };
  } catch (error) {
    stopIfAborted(job.signal, `${port.name}: ${state}`);
    throw error;
  } finally {
    await link.close();
  }
}

async function findSealed(port: Port, bus: BusClient): Promise<ServicePlace> {
  const place = await bus.find(SEALED_CLASS, FIND_MS);
  if (place !== null) return place;
  if (bus.directory.placesOf(PROVISIONING_CLASS).length > 0)
    throw new NotProvisioned(
      `${port.name}: its firmware takes credentials only in the clear, where everybody on the bus and the cable reads them. Nothing was sent. docs/device-library.md says how to offer sealed provisioning.`,
    );
  throw new NotProvisioned(
    `${port.name}: no firmware that offers sealed provisioning answers. Look at what the board says with "tightlip monitor".`,
  );
}

/** Its identifier has to fit to the address that it has on the bus: somebody else's blob would be of no use. */
async function identify(
  port: Port,
  bus: BusClient,
  place: ServicePlace,
): Promise<{ device: string; counter: number }> {
  const id = await bus.read(place, REGISTER.device, ANSWER_MS);
  const counter = await bus.read(place, REGISTER.counter, ANSWER_MS);
  if (id?.length !== 8 || counter?.length !== 4)
    throw new NotProvisioned(`${port.name}: the board does not say who it is. Try again.`);
  const device = toHex(id);
  if (serverIdOf(device) !== place.device)
    throw new NotProvisioned(`${port.name}: the board says that it is another one. Nothing was sent.`);
  const last = new DataView(counter.buffer, counter.byteOffset).getUint32(0, true);
  if (last === MAX_COUNTER)
    throw new NotProvisioned(
      `${port.name}: the board was provisioned too often. Make it forget with "tightlip forget" first.`,
    );
  return { device, counter: last + 1 };
}

async function waitUntilJoined(port: Port, link: BoardLink, bus: BusClient, ssid: string): Promise<void> {
  const end = link.now + JOIN_MS;
  while (link.now < end) {
    const wifi = await bus.find(WIFI_CLASS, end - link.now);
    if (wifi === null) break;
    const address = await bus.read(wifi, WIFI_REGISTER.ipAddress, LOOK_EVERY_MS);
    const name = await bus.read(wifi, WIFI_REGISTER.ssid, LOOK_EVERY_MS);
    if (address !== null && address.length > 0 && name !== null && toText(name) === ssid) return;
    await port.time.pass(LOOK_EVERY_MS);
  }
  throw new NotProvisioned(
    `${port.name}: the board accepted, but was not in the network within ${JOIN_MS / 1000} s. Is the network in reach, and is the passphrase right? The board goes on trying; provision it again to put it right.`,
  );
}
