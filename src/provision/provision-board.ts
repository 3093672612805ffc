/** Hands a network's credentials to a board over its serial port, sealed under its pairing code. */

import { serverIdOf } from "../../sim/bus/frame.ts";
import { WIFI_CLASS } from "../../sim/bus/native-services.ts";
import { PROVISIONING_CLASS } from "../../sim/pairing/clear-offer.ts";
import { SEALED_CLASS } from "../../sim/pairing/phone.ts";
import { OFFER_VERSION, readState } from "../../sim/sealed/sealed-offer.ts";
import { toHex, toText } from "../../sim/tape/bytes.ts";
import { BusClient } from "../flash/bus-client.ts";
import type { ServicePlace } from "../flash/directory.ts";
import { BoardLink, type FromBoard } from "../flash/link.ts";
import type { Port } from "../flash/port.ts";
import { EXIT_BOARD, EXIT_USAGE, stopIfAborted, UserError } from "../user-error.ts";
import { makeOffer } from "./offer.ts";
import type { OwnerKeys } from "./owner-keys.ts";

export interface ProvisionJob {
  /** The board's pairing code; null: not known, and not needed for a board of this owner's. */
  readonly code: string | null;
  /** Keys of this owner's boards. */
  readonly ownerKeys: OwnerKeys;
  /** The owner says that the board was reset: it may have no owner although its owner key is kept. */
  readonly wasReset?: boolean;
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
  /** Secret that what was sent is sealed under: the code makes the owner key the board's, which is asked for from then on. */
  readonly sealedUnder: "pairing code" | "owner key";
  /** Size of what was sent. */
  readonly sealedBytes: number;
  /** From there on the board is in the network. */
  readonly joinedAfterMillis: number;
}

/** Registers and command of services/sealed-provisioning.md; `counter` is of version 1. */
const REGISTER = { device: 0x180, counter: 0x181, state: 0x182 };
const OFFER = 0x80;
const STATUS = { accepted: 0, refused: 5 };
/** Registers of the network service (Jacdac service catalogue, `wifi`). */
const WIFI_REGISTER = { ipAddress: 0x181, ssid: 0x183 };

/** Firmware starts, and waits for services, within this; and answers within that. */
const FIND_MS = 20_000;
const ANSWER_MS = 5_000;
/** Deriving a key and writing flash takes a board a while. */
const ACCEPT_MS = 15_000;
const JOIN_MS = 45_000;
const LOOK_EVERY_MS = 500;

/** Refusal reasons for a blob, by status, with what to do. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: "takes it for malformed. Its firmware may be of another version of tightlip",
  2: "knows only another version of the format. Use the tightlip that its firmware was built with",
  3: "says that it is for another board",
  4: "names another challenge than it did just now: it restarted, or somebody else provisioned it. Try again",
  6: "is busy with what it was told just now. Try again in some seconds",
  7: "wants its owner's consent first, such as a press of its button. Give it, and try again",
};

/** What to do with a board whose owner key is not known. */
const RESET =
  'Provision it from the computer that keeps its owner key, or reset the board by hand (its button, or "tightlip forget") and give its label';

/** A secret to seal an offer under. */
interface Attempt {
  /** Left out: the owner key. */
  readonly code?: string;
  readonly ownerKey: Uint8Array;
  /** The owner key is to be confirmed. */
  readonly isPending: boolean;
}

/** The board has no owner, and its pairing code was not given. */
export class CodeNeeded extends UserError {
  override readonly name = "CodeNeeded";

  constructor(port: string) {
    super(
      `${port}: the board has no owner yet: its pairing code is needed. Name its label with --label.`,
      EXIT_USAGE,
    );
  }
}

/** The board does not take credentials, or does not join. */
export class NotProvisioned extends UserError {
  override readonly name = "NotProvisioned";

  constructor(message: string) {
    super(message, EXIT_BOARD);
  }
}

/** Returns when the board has joined. Throws a UserError or a PortError, without any of the values in it. */
export async function provisionBoard(port: Port, job: ProvisionJob): Promise<Provisioned> {
  let state = "nothing was sent.";
  const link = await BoardLink.open(port, job.baudRate, job.signal);
  try {
    job.progress?.("looking for the board's service");
    const bus = new BusClient(link, job.seen);
    const place = await findSealed(port, bus);
    const board = await identify(port, bus, place);
    const attempts = attemptsFor(port, board, job);
    job.progress?.("sending the sealed offer");
    state = "an offer was sent; the board has not said whether it accepts.";
    const accepted = await offer(port, bus, { place, board, attempts, network: job.network });
    if (accepted.isPending) job.ownerKeys.confirm(board.device);
    state = "the board accepted the credentials, and goes on trying to join the network.";
    job.progress?.("waiting for the board to join");
    const acceptedAt = link.now;
    await waitUntilJoined(port, link, bus, job.network.ssid);
    return {
      device: board.device,
      sealedUnder: accepted.code === undefined ? "owner key" : "pairing code",
      sealedBytes: accepted.sealedBytes,
      joinedAfterMillis: link.now - acceptedAt,
    };
  } catch (error) {
    stopIfAborted(job.signal, `${port.name}: ${state}`);
    throw error;
  } finally {
    await link.close();
  }
}

interface AskedBoard {
  readonly device: string;
  /** Register `state`. */
  readonly state: Uint8Array;
  readonly isOwned: boolean;
}

/**
 * What the board says of its owner is not authenticated, so it decides only between secrets that are as good as each
 * other: a code is never used where the board has proved that it obeys an owner key, unless the owner says that it was
 * reset. Otherwise a module on the bus could have the network sealed under what everybody can read on the label.
 */
function attemptsFor(port: Port, { device, isOwned }: AskedBoard, job: ProvisionJob): Attempt[] {
  const { pending, confirmed } = job.ownerKeys.of(device);
  if (isOwned) {
    const keys: Attempt[] = [];
    if (pending !== null) keys.push({ ownerKey: pending, isPending: true });
    if (confirmed !== null) keys.push({ ownerKey: confirmed, isPending: false });
    if (keys.length > 0) return keys;
    throw new NotProvisioned(
      `${port.name}: the board has an owner, whose key is not on this computer. ${RESET}. Nothing was sent.`,
    );
  }
  if (confirmed !== null && job.wasReset !== true)
    throw new NotProvisioned(
      `${port.name}: the board says that it has no owner, but its owner key is here. If you reset it, add --was-reset; if not, something on the way to it lies. Nothing was sent.`,
    );
  if (job.code === null) throw new CodeNeeded(port.name);
  return [{ code: job.code, ownerKey: job.ownerKeys.propose(device), isPending: true }];
}

interface Handover {
  readonly place: ServicePlace;
  readonly board: AskedBoard;
  readonly attempts: readonly Attempt[];
  readonly network: ProvisionJob["network"];
}

/** The attempt that the board has proved to accept. */
async function offer(
  port: Port,
  bus: BusClient,
  { place, board, attempts, network }: Handover,
): Promise<Attempt & { readonly sealedBytes: number }> {
  for (const attempt of attempts) {
    const { code, ownerKey } = attempt;
    const { device, state } = board;
    const made = makeOffer({ code, ownerKey, device, state, network });
    const report = await bus.call(place, OFFER, made.blob, ACCEPT_MS);
    if (report === null)
      throw new NotProvisioned(`${port.name}: the board did not say whether it accepts. Try again.`);
    if (made.isAcceptedBy(report)) return { ...attempt, sealedBytes: made.blob.length };
    if (report[0] === STATUS.accepted)
      throw new NotProvisioned(
        `${port.name}: the answer is not from the board: it says "accepted" and can't prove it. Look at what is connected between this computer and the board, and try again.`,
      );
    if (report[0] !== STATUS.refused)
      throw new NotProvisioned(
        `${port.name}: nothing was changed: the board ${REFUSALS[report[0]] ?? `refuses (status ${report[0]})`}.`,
      );
  }
  throw new NotProvisioned(
    `${port.name}: nothing was changed: the board can't open it: ${board.isOwned ? `it obeys another owner key than the one on this computer. ${RESET}` : "that is not its pairing code. Read its label again"}.`,
  );
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
async function identify(port: Port, bus: BusClient, place: ServicePlace): Promise<AskedBoard> {
  const id = await bus.read(place, REGISTER.device, ANSWER_MS);
  if (id?.length !== 8)
    throw new NotProvisioned(`${port.name}: the board does not say who it is. Try again.`);
  const device = toHex(id);
  if (serverIdOf(device) !== place.device)
    throw new NotProvisioned(`${port.name}: the board says that it is another one. Nothing was sent.`);
  const state = await bus.read(place, REGISTER.state, ANSWER_MS);
  const said = state === null ? null : readState(state);
  if (state !== null && said?.version === OFFER_VERSION) return { device, state, isOwned: said.isOwned };
  if (said !== null || (await bus.read(place, REGISTER.counter, ANSWER_MS))?.length === 4)
    throw new NotProvisioned(
      `${port.name}: its firmware knows ${said === null ? "the old version 1" : `only version ${said.version}`} of sealed provisioning, this tightlip version ${OFFER_VERSION}. Build and flash it with this one. Nothing was sent.`,
    );
  throw new NotProvisioned(`${port.name}: the board does not say whether it has an owner. Try again.`);
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
