// Sealed provisioning: import { provision } from "tightlip/devs/provision". The project needs a copy of
// services/sealed-provisioning.md in its own folder services/, as DeviceScript looks for services nowhere else.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { pairingCode } from "./lib/made";
import { counterOf, networkOf, openOffer, readHead, Status } from "./lib/offer";
import { Secret } from "./lib/secret";
import { eraseBytes, readBytes, writeBytes } from "./lib/store";
import type { Vault } from "./lib/vault";

/** The name under which the vault keeps counter (4 bytes) and content of the blob that was accepted last. */
export const NETWORK = "tightlip.network";
const FAILURES_KEY = "p.failures";
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

export interface Home {
  readonly ssid: Secret;
  readonly psk: Secret;
}

export interface ProvisioningOptions {
  /** Joins the network; called after a blob was accepted, and at start when one was before. */
  readonly join: (home: Home) => Promise<void>;
  /** The owner gave the appliance away: forgets whatever else the firmware knows of the home. */
  readonly forget: () => Promise<void>;
  /** True if the owner agreed to be provisioned now, such as by a button; default: always. */
  readonly allowed?: () => boolean;
}

/** Offers sealed provisioning on the bus, and joins the network that is known. Throws on a board without a code. */
export async function provision(vault: Vault, options: ProvisioningOptions) {
  const server = new SealedProvisioning(vault, options, pairingCode());
  await server.restore();
  startServer(server);
}

class SealedProvisioning extends Server implements ds.SealedProvisioningServerSpec {
  private readonly id = Buffer.from(ds.deviceIdentifier("self"), "hex");
  private readonly isOpenedBy: (blob: Buffer) => Buffer | undefined;
  private lastCounter = 0;
  private failures = 0;
  /** Until then (ms since start) nothing is looked at. */
  private notBefore = 0;
  private busy = false;

  constructor(
    private readonly vault: Vault,
    private readonly options: ProvisioningOptions,
    code: string,
  ) {
    super(ds.SealedProvisioning.spec);
    this.isOpenedBy = (blob) => openOffer(blob, code);
  }

  /** Goes on where it was before the power went. */
  async restore() {
    const failures = await readBytes(FAILURES_KEY);
    this.failures = failures.length === 0 ? 0 : failures[0];
    this.wait();
    const record = await this.vault.load(NETWORK);
    if (record === undefined) return;
    const bytes = record.use((value) => value.slice());
    this.lastCounter = bytes.getAt(0, "u32");
    // Only a network is acted on here: an order to forget is carried out when it comes.
    if (networkOf(bytes.slice(4))) this.act(bytes.slice(4));
  }

  device() {
    return this.id;
  }

  counter() {
    return this.lastCounter;
  }

  async offer(blob: Buffer): Promise<any> {
    if (this.busy) return Status.TooSoon;
    this.busy = true;
    try {
      return await this.consider(blob);
    } finally {
      this.busy = false;
    }
  }

  private async consider(blob: Buffer): Promise<Status> {
    if (ds.millis() < this.notBefore) return Status.TooSoon;
    const status = readHead(blob, this.id, this.lastCounter);
    if (status !== Status.Accepted) return status;
    if (this.options.allowed !== undefined && !this.options.allowed()) return Status.NoConsent;
    // Counted before it is tried: cutting the power does not buy another try.
    this.failures = Math.min(this.failures + 1, 255);
    await writeBytes(FAILURES_KEY, Buffer.from([this.failures]));
    const content = this.isOpenedBy(blob);
    if (content === undefined || networkOf(content) === undefined) {
      this.wait();
      return Status.Refused;
    }
    const counter = Buffer.alloc(4);
    counter.setAt(0, "u32", counterOf(blob));
    await this.vault.store(NETWORK, new Secret(counter.concat(content)));
    this.lastCounter = counterOf(blob);
    this.failures = 0;
    await eraseBytes(FAILURES_KEY);
    this.act(content);
    return Status.Accepted;
  }

  private wait() {
    let waitMs = this.failures === 0 ? 0 : FIRST_WAIT_MS;
    for (let i = 1; i < this.failures && waitMs < LONGEST_WAIT_MS; i++) waitMs *= 2;
    this.notBefore = ds.millis() + Math.min(waitMs, LONGEST_WAIT_MS);
  }

  /** Joins or forgets, after the report is out. */
  private act(content: Buffer) {
    const network = networkOf(content);
    const { join, forget } = this.options;
    setTimeout(async () => {
      if (network) await join({ ssid: new Secret(network.ssid), psk: new Secret(network.psk) });
      else await forget();
    }, 0);
  }
}
