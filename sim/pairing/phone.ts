/** The owner's phone: hands name and passphrase of the home's WiFi to a device that offers to be provisioned. */

import { GET_REGISTER, type Packet, SET_REGISTER } from "../bus/frame.ts";
import { type FieldValue, packFields } from "../bus/pack.ts";
import { Peer, type PeerMessage, type PeerPorts, peerId } from "../bus/peer.ts";
import { REGISTER } from "../bus/services/initial.ts";
import { type DeviceConfig, PAIRING_CODE } from "../device/device-config.ts";
import type { PacketSpec, ServiceSpec } from "../device/image.ts";
import { BadScenario } from "../engine/bad-scenario.ts";
import { Random } from "../engine/random.ts";
import type { Credentials, WorldCrypto } from "../radio/wpa.ts";
import {
  type ApplianceState,
  NONCE_BYTES,
  OFFER_VERSION,
  OWNER_KEY_BYTES,
  readState,
  sealOffer,
} from "../sealed/sealed-offer.ts";
import { fromHex, toBytes } from "../tape/bytes.ts";
import { clearOffer, clearReset, PROVISIONING_CLASS } from "./clear-offer.ts";
import { isNativeWay, NATIVE_WAYS, type NativeWay, type Pairing } from "./pairing.ts";
import { PhoneLink, type PhoneLinkPorts } from "./phone-link.ts";

/** services/sealed-provisioning.md. */
export const SEALED_CLASS = 0x1b4d7e63;
const SEALED_OFFER = 0x80;
export const SEALED_STATE = 0x182;
/** The phone asks again when no answer comes, so often. */
const ASK_AGAIN_MICROS = 2_000_000;
const MAX_ASKED = 5;
/** A person finds the device in the app and taps "connect". */
const TAP_MICROS = 1_000_000;

/** Credentials to be handed over, and how; null for the best way that is offered. */
interface Handover {
  readonly network: Credentials;
  readonly by: Pairing | null;
}

/** Ways of the phone's, best first. */
const WAYS: readonly Pairing[] = ["sealed", "bus", ...NATIVE_WAYS];

/** The world as the phone sees it. */
export interface PhonePorts extends PeerPorts, PhoneLinkPorts {
  readonly crypto: WorldCrypto;
  readonly config: DeviceConfig;
  readonly home: Credentials;
  readonly device: { readonly deviceId: string; readonly serverId: string };
  readonly bus: PeerPorts["bus"] & {
    /** A service that the firmware offers, and its index. Throws BadScenario. */
    hosted(name: string): { readonly spec: ServiceSpec; readonly index: number };
  };
  readonly pairing: PhoneLinkPorts["pairing"] & { offers(way: NativeWay): boolean };
  addActor(link: PhoneLink): PhoneLink;
  /** Somebody handed the home's credentials to the firmware, or to native code of the board. */
  provisioned(to: "firmware" | "board"): void;
}

/** The owner taps "connect"; the device has not said its state yet. */
type PhoneMessage = { readonly do: "offer" } | { readonly do: "ask"; readonly order: number };

/** Network to seal for the device once it has said its state; null to make it forget. */
interface Order {
  readonly number: number;
  readonly network: Credentials | null;
  asked: number;
}

export class Phone extends Peer<PhoneMessage, PhonePorts> {
  /** Index of the device's provisioning service; 0 while it offers none. */
  private serviceIndex = 0;
  /** Index of the device's service for sealed credentials; 0 while it offers none. */
  private sealedIndex = 0;
  /** Orders to seal something so far. */
  private orders = 0;
  private order: Order | null = null;
  /** Handover that the owner wants as soon as the device can take it. */
  private waiting: Handover | null;
  private tapped = false;
  /** Class of the service at each index whose name was asked for. */
  private readonly namesAsked = new Map<number, number>();
  private readonly link: PhoneLink;

  constructor(world: PhonePorts, byItself: boolean) {
    super(world, peerId(world.seed, "phone"), "phone", false, []);
    this.waiting = byItself ? { network: world.home, by: null } : null;
    this.link = world.addActor(PhoneLink.of(world));
  }

  /** The device offers to be provisioned on the bus. */
  get seesOffer(): boolean {
    return this.serviceIndex > 0 || this.sealedIndex > 0;
  }

  /** The owner opens the app and hands over a network's credentials. */
  provision(network: Credentials, by: Pairing | null): void {
    this.waiting = { network, by };
    this.tapped = false;
    this.offered();
  }

  /** The owner removes the device from the app: it is asked to forget its home. */
  askToReset(): void {
    if (this.sealedIndex > 0) this.sendSealed(null);
    else if (this.serviceIndex > 0) this.toDevice(clearReset(this.serviceIndex));
  }

  /** Calls a command of a service that the firmware offers. Throws BadScenario. */
  call(service: string, command: string, values: readonly FieldValue[]): void {
    const { spec, index } = this.world.bus.hosted(service);
    const packet = named(spec, command, ["command"]);
    this.toDevice({ index, command: packet.identifier, data: packFields(packet, values) });
  }

  /** Reads a register of a service that the firmware offers. Throws BadScenario. */
  ask(service: string, register: string): void {
    const { spec, index } = this.world.bus.hosted(service);
    const packet = named(spec, register, ["ro", "rw", "const"]);
    this.toDevice({ index, command: GET_REGISTER | packet.identifier, data: new Uint8Array() });
  }

  /** Writes a register of a service that the firmware offers. Throws BadScenario. */
  write(service: string, register: string, values: readonly FieldValue[]): void {
    const { spec, index } = this.world.bus.hosted(service);
    const packet = named(spec, register, ["rw"]);
    this.toDevice({ index, command: SET_REGISTER | packet.identifier, data: packFields(packet, values) });
  }

  override announced(deviceId: string, services: readonly number[]): void {
    if (deviceId !== this.world.device.serverId) return;
    for (const [index, serviceClass] of services.entries()) this.askForName(index, serviceClass);
    this.serviceIndex = Math.max(0, services.indexOf(PROVISIONING_CLASS));
    this.sealedIndex = Math.max(0, services.indexOf(SEALED_CLASS));
    this.offered();
  }

  /** The device offers something new, or the owner wants something new. */
  offered(): void {
    if (this.waiting === null || this.wayFor(this.waiting) === null || this.tapped) return;
    this.tapped = true;
    this.after(TAP_MICROS, { do: "offer" });
  }

  override receive(message: PeerMessage | PhoneMessage): void {
    if (message.do === "ask") this.askForState(message.order);
    else if (message.do !== "offer") super.receive(message);
    else if (this.waiting !== null) this.handOver(this.waiting);
  }

  override reported(deviceId: string, { index, command, data }: Packet): void {
    const isState = index === this.sealedIndex && command === (GET_REGISTER | SEALED_STATE);
    if (!isState || deviceId !== this.world.device.serverId || this.order === null) return;
    const state = readState(data);
    if (state?.version !== OFFER_VERSION) return;
    const { network, number } = this.order;
    this.order = null;
    this.toDevice({ index, command: SEALED_OFFER, data: this.seal(network, state, number) });
  }

  command(): void {}

  private handOver(handover: Handover): void {
    const { network, by } = handover;
    const way = this.wayFor(handover);
    this.tapped = false;
    // A way offered a moment ago may be offered no more.
    if (way === null) return;
    this.waiting = null;
    if (by === "cloud") this.link.tellCloud(network);
    if (isNativeWay(way)) {
      this.link.handOver(network, way);
      return;
    }
    if (way === "sealed") this.sendSealed(network);
    else this.toDevice(clearOffer(this.serviceIndex, network));
    this.world.provisioned("firmware");
  }

  /**
   * Way to hand over now; null when the device does not offer one. The cloud alone does not reach
   * the device.
   */
  private wayFor({ by }: Handover): Pairing | null {
    const wanted = by === null ? WAYS : by === "cloud" ? (["sealed", "bus"] as const) : [by];
    return wanted.find((way) => this.isOffered(way)) ?? null;
  }

  private isOffered(way: Pairing): boolean {
    if (isNativeWay(way)) return this.world.pairing.offers(way);
    return way === "sealed" ? this.sealedIndex > 0 : this.serviceIndex > 0;
  }

  private sendSealed(network: Credentials | null): void {
    this.order = { number: ++this.orders, network, asked: 0 };
    this.askForState(this.order.number);
  }

  /** Apps list services by name, which firmware tells only when it is asked. */
  private askForName(index: number, serviceClass: number): void {
    if (index === 0 || this.namesAsked.get(index) === serviceClass) return;
    this.namesAsked.set(index, serviceClass);
    this.toDevice({ index, command: GET_REGISTER | REGISTER.instanceName, data: new Uint8Array() });
  }

  private askForState(number: number): void {
    const { order } = this;
    if (order?.number !== number || order.asked++ === MAX_ASKED) return;
    this.toDevice({ index: this.sealedIndex, command: GET_REGISTER | SEALED_STATE, data: new Uint8Array() });
    this.after(ASK_AGAIN_MICROS, { do: "ask", order: number });
  }

  /**
   * The blob: under the owner key that the phone keeps; for a device without an owner, which was new or reset, under the
   * code that is printed on it, which the owner types in.
   */
  private seal(
    network: Credentials | null,
    { isOwned, challenge }: ApplianceState,
    number: number,
  ): Uint8Array {
    const { crypto, config, device, seed } = this.world;
    const ownerKey = Random.stream(seed, "phone/owner key").bytes(OWNER_KEY_BYTES);
    const secret = isOwned ? ownerKey : toBytes(config[PAIRING_CODE] ?? "");
    const offer = { secret, device: fromHex(device.deviceId), challenge, network, ownerKey };
    return sealOffer(crypto, offer, Random.stream(seed, `phone/sealed/${number}`).bytes(NONCE_BYTES));
  }

  private toDevice(packet: Packet): void {
    this.commandTo(this.world.device.serverId, packet);
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
