// Sealed provisioning: import { provision } from "tightlip/devs/provision". The project needs a copy of
// services/sealed-provisioning.md in its own folder services/, as DeviceScript looks for services nowhere else.
import * as ds from "@devicescript/core";
import { randomBuffer } from "@devicescript/crypto";
import { Server, startServer } from "@devicescript/server";
import { pairingCode } from "./lib/made";
import {
  CHALLENGE_BYTES,
  CONTENT_BYTES,
  networkOf,
  openOffer,
  ownerKeyOf,
  proofOfAcceptance,
  readHead,
  Status,
  VERSION,
} from "./lib/offer";
import { Secret } from "./lib/secret";
import { type Vault, whenErased } from "./lib/vault";

/**
 * The name under which the vault keeps the number of blobs accepted (4 bytes) and the content of the last one, owner
 * key included. Erasing it makes the appliance one without an owner, which its label's code opens again.
 */
export const NETWORK = "tightlip.network";
const COUNT_BYTES = 4;

export interface Home {
  readonly ssid: Secret;
  readonly psk: Secret;
}

export interface ProvisioningOptions {
  /** Joins the network; called after a blob was accepted, and at start when one was before. */
  readonly join: (home: Home) => Promise<void>;
  /**
   * The owner gave the appliance away: forgets whatever else the firmware knows of the home. Called again at start
   * when a power cut came in between.
   */
  readonly forget: () => Promise<void>;
  /** True if the owner agreed to be provisioned now, such as by a button; default: always. */
  readonly allowed?: () => boolean;
}

/** Offers sealed provisioning on the bus, and joins the network that is known. Throws on a board without a code. */
export async function provision(vault: Vault, options: ProvisioningOptions) {
  const server = new SealedProvisioning(vault, options, pairingCode());
  // Firmware erases the record when somebody resets the appliance by hand.
  whenErased(NETWORK, () => server.follow(0, undefined));
  await server.restore();
  startServer(server);
}

class SealedProvisioning extends Server implements ds.SealedProvisioningServerSpec {
  private readonly id = Buffer.from(ds.deviceIdentifier("self"), "hex");
  private readonly code: () => string;
  /** Undefined while the appliance has no owner. */
  private ownerKey: (() => Buffer) | undefined;
  /** Number of blobs accepted since the appliance was reset. */
  private accepted = 0;
  /** A blob names it, so that it opens once: another start and each acceptance make a new one. */
  private challenge: Buffer;
  private storing = false;
  forgetting = false;

  constructor(
    readonly vault: Vault,
    readonly options: ProvisioningOptions,
    code: string,
  ) {
    super(ds.SealedProvisioning.spec);
    this.code = () => code;
    this.follow(0, undefined);
  }

  /** Goes on where it was before the power went. */
  async restore() {
    const record = await this.vault.load(NETWORK);
    if (record === undefined) return;
    const bytes = record.use((value) => value.slice());
    const content = bytes.slice(COUNT_BYTES);
    // The record of another version of this library counts as none.
    if (content.length !== CONTENT_BYTES || networkOf(content) === undefined) return;
    this.follow(bytes.getAt(0, "u32"), content);
    act(this, content);
  }

  device() {
    return this.id;
  }

  state() {
    return Buffer.from([VERSION, this.ownerKey === undefined ? 0 : 1]).concat(this.challenge);
  }

  async offer(blob: Buffer): Promise<any> {
    const status = this.statusOf(blob);
    const secret = this.ownerKey === undefined ? this.code() : this.ownerKey();
    const content = status === Status.Accepted ? openOffer(blob, secret) : undefined;
    if (status !== Status.Accepted) return answer(status);
    // Nothing waits up to here, and nothing is written: whoever has no key only makes the processor work.
    if (content === undefined || networkOf(content) === undefined) return answer(Status.Refused);
    await this.keep(content);
    act(this, content);
    return answer(Status.Accepted, proofOfAcceptance(blob, secret));
  }

  private statusOf(blob: Buffer): Status {
    const status = readHead(blob, this.id, this.challenge);
    if (status !== Status.Accepted) return status;
    if (this.storing || this.forgetting) return Status.Busy;
    const { allowed } = this.options;
    return allowed === undefined || allowed() ? Status.Accepted : Status.NoConsent;
  }

  private async keep(content: Buffer) {
    const accepted = this.accepted + 1;
    const count = Buffer.alloc(COUNT_BYTES);
    count.setAt(0, "u32", accepted);
    this.storing = true;
    try {
      await this.vault.store(NETWORK, new Secret(count.concat(content)));
    } finally {
      this.storing = false;
    }
    this.follow(accepted, content);
  }

  /** Obeys from now on whom this content names, or the code. */
  follow(accepted: number, content: Buffer | undefined) {
    const key = content === undefined ? undefined : ownerKeyOf(content);
    this.ownerKey = key === undefined ? undefined : () => key;
    this.accepted = accepted;
    // With the number in it, no challenge of before comes again even if the chip's chance repeats itself.
    const count = Buffer.alloc(COUNT_BYTES);
    count.setAt(0, "u32", accepted);
    this.challenge = count.concat(randomBuffer(CHALLENGE_BYTES - COUNT_BYTES));
  }
}

/** Joins or forgets, after the report is out. */
function act(server: SealedProvisioning, content: Buffer) {
  const { vault, options } = server;
  const network = networkOf(content);
  if (network) {
    const home = { ssid: new Secret(network.ssid), psk: new Secret(network.psk) };
    setTimeout(async () => await options.join(home), 0);
    return;
  }
  server.forgetting = true;
  setTimeout(async () => {
    await options.forget();
    // The order stands until it is carried out: a power cut before this makes the next start obey it.
    await vault.erase(NETWORK);
    server.forgetting = false;
  }, 0);
}

function answer(status: Status, proof: Buffer = Buffer.alloc(0)): any {
  return [status, proof];
}
