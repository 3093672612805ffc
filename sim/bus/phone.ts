/** The owner's phone: hands name and passphrase of the home's WiFi to a device that offers to be provisioned. */
import { fromHex, toBytes } from "../bytes.ts";
import { PAIRING_CODE } from "../device-config.ts";
import type { PacketSpec, ServiceSpec } from "../image.ts";
import type { Credentials } from "../net/wpa.ts";
import { Random } from "../random.ts";
import { BadScenario } from "../scenario.ts";
import type { World } from "../world.ts";
import { GET_REGISTER } from "./frame.ts";
import { type FieldValue, packFields } from "./pack.ts";
import { Peer } from "./peer.ts";
import { NONCE_BYTES, SALT_BYTES, sealOffer } from "./sealed-offer.ts";
import { peerId } from "./service.ts";

/** services/provisioning.md. */
export const PROVISIONING_CLASS = 0x1e5f0a7c;
const COMMAND = { offer: 0x80, reset: 0x81 };
/** services/sealed-provisioning.md. */
export const SEALED_CLASS = 0x1b4d7e63;
/** A person finds the device in the app and taps "connect". */
const TAP_MICROS = 1_000_000;

export class Phone extends Peer {
  /** Where the device's provisioning service is; 0 while it offers none. */
  private serviceIndex = 0;
  /** Where it offers to be provisioned with sealed credentials; 0 while it does not. */
  private sealedIndex = 0;
  /** Blobs made so far: each has a higher counter than the one before. */
  private sealed = 0;
  /** What the owner wants to hand over as soon as the device can take it. */
  private waiting: Credentials | null;
  private tapped = false;

  constructor(world: World, byItself: boolean) {
    super(world, peerId(world, "phone"), "phone", false, []);
    this.waiting = byItself ? world.home : null;
  }

  /** The device offers to be provisioned, or the owner means to do it: credentials will come from the phone. */
  get willProvision(): boolean {
    return this.serviceIndex > 0 || this.sealedIndex > 0;
  }

  /** The owner opens the app and hands over a network's credentials. */
  provision(network: Credentials): void {
    this.waiting = network;
    this.tapped = false;
    this.offer();
  }

  /** The owner removes the device from the app: it is asked to forget its home. */
  askToReset(): void {
    if (this.sealedIndex > 0) this.sendSealed(null);
    else if (this.serviceIndex > 0) this.send(COMMAND.reset, new Uint8Array());
  }

  /** Calls a command of a service that the firmware offers. Throws BadScenario. */
  call(service: string, command: string, values: readonly FieldValue[]): void {
    const { spec, index } = this.world.bus.hosted(service);
    const packet = named(spec, command, ["command"]);
    this.commandTo(this.world.device.serverId, {
      index,
      command: packet.identifier,
      data: packFields(packet, values),
    });
  }

  /** Reads a register of a service that the firmware offers. Throws BadScenario. */
  ask(service: string, register: string): void {
    const { spec, index } = this.world.bus.hosted(service);
    const packet = named(spec, register, ["ro", "rw", "const"]);
    this.commandTo(this.world.device.serverId, {
      index,
      command: GET_REGISTER | packet.identifier,
      data: new Uint8Array(),
    });
  }

  override announced(deviceId: string, services: readonly number[]): void {
    if (deviceId !== this.world.device.serverId) return;
    this.serviceIndex = Math.max(0, services.indexOf(PROVISIONING_CLASS));
    this.sealedIndex = Math.max(0, services.indexOf(SEALED_CLASS));
    this.offer();
  }

  override receive(message: unknown): void {
    if ((message as { do: string }).do !== "offer") {
      super.receive(message);
      return;
    }
    if (this.waiting === null) return;
    if (this.sealedIndex > 0) this.sendSealed(this.waiting);
    else this.send(COMMAND.offer, toBytes(`${this.waiting.ssid}\0${this.waiting.psk}\0`));
    this.world.provisioned();
    this.waiting = null;
  }

  command(): void {}

  private offer(): void {
    if (this.waiting === null || !this.willProvision || this.tapped) return;
    this.tapped = true;
    this.after(TAP_MICROS, { do: "offer" });
  }

  /** The owner has typed in the code that is printed on the device. */
  private sendSealed(network: Credentials | null): void {
    const { crypto, config, device, seed } = this.world;
    const random = Random.stream(seed, `phone/sealed/${++this.sealed}`);
    const blob = sealOffer(
      crypto,
      { code: config[PAIRING_CODE] ?? "", device: fromHex(device.deviceId), counter: this.sealed, network },
      { salt: random.bytes(SALT_BYTES), nonce: random.bytes(NONCE_BYTES) },
    );
    this.commandTo(device.serverId, { index: this.sealedIndex, command: COMMAND.offer, data: blob });
  }

  private send(command: number, data: Uint8Array): void {
    this.commandTo(this.world.device.serverId, { index: this.serviceIndex, command, data });
  }
}

function named(spec: ServiceSpec, name: string, kinds: readonly PacketSpec["kind"][]): PacketSpec {
  const candidates = spec.packets.filter((p) => kinds.includes(p.kind));
  const packet = candidates.find((p) => p.name === name || p.identifierName === name);
  if (packet !== undefined) return packet;
  throw new BadScenario(
    `service "${spec.camelName}" has no "${name}". It has: ${candidates.map((p) => p.name).join(", ")}`,
  );
}
