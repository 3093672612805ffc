/** What the phone says where it is not on the bus: over the air, into a serial port, and to the cloud. */
import { Actor } from "../engine/actor.ts";
import type { WorldPorts } from "../engine/ports.ts";
import { Random } from "../engine/random.ts";
import type { AccessPoint } from "../radio/access-point.ts";
import type { Credentials } from "../radio/wpa.ts";
import { toBytes } from "../tape/bytes.ts";
import { WAY_DIALOGUES } from "./native-pairing.ts";
import type { NativeWay } from "./pairing.ts";
import type { Said } from "./way.ts";

/** The cloud of the report: the app tells it each network, "for compatibility". */
const CLOUD = { host: "pairing.cloud.example", port: 443, path: "/v1/compatibility" };

interface Talk {
  readonly way: NativeWay;
  readonly said: readonly Said[];
  /** How much of it has been said. */
  at: number;
}

/** The world as a phone sees it that is not on the bus. */
export interface PhoneLinkPorts extends WorldPorts {
  /** The device's WiFi address, six bytes. */
  readonly macAddress: Uint8Array;
  /** The home's first. */
  readonly accessPoints: readonly AccessPoint[];
  readonly network: { callFromPhone(host: string, port: number, bytes: Uint8Array): void };
  readonly pairing: {
    /** Where firmware opened a way; null where it did not. */
    openedBy(way: NativeWay): readonly number[] | null;
    take(way: NativeWay, said: readonly Said[]): void;
  };
}

export class PhoneLink extends Actor<"say", PhoneLinkPorts> {
  private talk: Talk | null = null;

  constructor(
    world: PhoneLinkPorts,
    /** Of the phone's radio, six bytes. */
    private readonly address: Uint8Array,
  ) {
    super(world, "phone link");
  }

  /** A phone whose address is made from the world's seed; its first half is locally administered (IEEE 802, 8.4). */
  static of(world: PhoneLinkPorts): PhoneLink {
    const own = Random.stream(world.seed, "phone/address").bytes(3);
    return new PhoneLink(world, Uint8Array.of(0x02, 0x50, 0x48, ...own));
  }

  /** Hands a network over by a way that the device has opened. */
  handOver(network: Credentials, way: NativeWay): void {
    const { macAddress, accessPoints } = this.world;
    const parties = { phone: this.address, device: macAddress, accessPoint: accessPoints[0] };
    this.talk = { way, said: WAY_DIALOGUES[way].handOver(network, parties), at: 0 };
    this.goOn();
  }

  receive(): void {
    const { talk, world } = this;
    if (talk === null) return;
    const { afterMicros: _, ...said } = talk.said[talk.at++];
    world.record({ ...said, to: null, pcs: world.pairing.openedBy(talk.way) });
    if (talk.at < talk.said.length) this.goOn();
    else {
      this.talk = null;
      world.pairing.take(talk.way, talk.said);
    }
  }

  /** The app tells the cloud a network, over TLS. */
  tellCloud({ ssid, psk }: Credentials): void {
    const { host, port, path } = CLOUD;
    const body = JSON.stringify({ ssid, psk });
    const head = [`POST ${path} HTTP/1.1`, `Host: ${host}`, "Content-Type: application/json"];
    const request = toBytes(`${head.join("\r\n")}\r\nContent-Length: ${toBytes(body).length}\r\n\r\n${body}`);
    this.world.network.callFromPhone(host, port, request);
  }

  private goOn(): void {
    const { said, at } = this.talk!;
    this.after(said[at].afterMicros, "say");
  }
}
