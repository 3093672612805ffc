/**
 * Outcome of reading recorded bytes: content that was searched, or a blind spot that names itself. Only a `Sink` makes
 * either, and every reader must return one, so that no reader can stop in silence.
 */
import { randomDigitsIn } from "./digit-runs.ts";
import { MessagePool, Randomness } from "./randomness.ts";

/** Reasons to stop reading: a name for people, and the help that would open it; null where nothing would. */
export const BLIND_KINDS = {
  tls: { name: "TLS", opens: "a key log (--keylog), or keys in the capture (--tshark)" },
  dtls: { name: "DTLS", opens: null },
  quic: { name: "QUIC", opens: null },
  ssh: { name: "SSH", opens: null },
  ipsec: { name: "IPsec", opens: null },
  wireguard: { name: "WireGuard", opens: null },
  openvpn: { name: "OpenVPN", opens: null },
  srtp: { name: "SRTP", opens: null },
  noise: { name: "Noise", opens: null },
  tuya: { name: "Tuya's protocol", opens: null },
  oscore: { name: "OSCORE", opens: null },
  macsec: { name: "MACsec", opens: null },
  wifi: { name: "WiFi encryption", opens: "network name, passphrase and the handshake of the device" },
  bluetooth: { name: "encrypted Bluetooth", opens: "the HCI log of the phone" },
  flash: { name: "flash encryption", opens: null },
  nvs: { name: "NVS encryption", opens: "the partition of its keys" },
  filesystem: { name: "a file system whose pieces are not put together", opens: "the files themselves" },
  opaque: { name: "bytes that look encrypted or compressed", opens: null },
  coding: { name: "a content coding that is not read", opens: null },
  compression: { name: "compression that is broken or cut short", opens: null },
  limit: { name: "a size limit", opens: null },
  link: { name: "a kind of link that is not read", opens: "tshark, for IP packets in it (--tshark)" },
  block: { name: "a kind of block that is not read", opens: null },
  tunnel: { name: "a tunnel that is not read", opens: null },
  broken: { name: "a message that is broken", opens: null },
  parts: { name: "parts of packets without the others", opens: "a capture from the start" },
  torn: { name: "values in parts that no reader put together", opens: null },
  lost: { name: "bytes that are missing from the capture", opens: "a capture without losses" },
  cut: { name: "packets that were not recorded in full", opens: "a capture without length limit (-s 0)" },
  unfinished: { name: "messages without their end", opens: "a capture up to the end" },
  leftOut: { name: "bodies that were left out", opens: "an archive with contents" },
} as const;
export type BlindKind = keyof typeof BLIND_KINDS;

/** Layers that leave bytes as they are: content under them lies open. */
const CONTAINERS: readonly string[] = [
  "chunked",
  "multipart",
  "websocket",
  "http2",
  "grpc",
  "mqtt",
  "coap blocks",
  "tftp blocks",
  "dns",
  "pieces",
  "lines",
  "nvs",
  "spiffs",
  "littlefs",
  "fat",
  "uf2",
];

export function isOpen(layers: readonly string[]): boolean {
  return layers.every((layer) => CONTAINERS.includes(layer));
}

/** Proof that bytes were searched. */
class Content {
  private readonly kind = "content";
  static readonly only = new Content();

  get isBlind(): boolean {
    return this.kind !== "content";
  }
}

/** Proof that a blind spot was recorded. */
class BlindSpot {
  private readonly kind = "blind";
  static readonly only = new BlindSpot();

  get isBlind(): boolean {
    return this.kind === "blind";
  }
}

export type Understood = Content | BlindSpot;

/** A stretch that could not be read. */
export interface Unread {
  readonly kind: BlindKind;
  readonly sizeBytes: number;
  /** More about it, such as the name of a coding; null where the kind says all. */
  readonly detail: string | null;
}

/** A whole record of TLS. */
export interface TlsRecord {
  /** With its header. */
  readonly sizeBytes: number;
  /** Such as data, and whatever TLS 1.3 hides the kind of; not the handshake of older versions. */
  readonly mayHoldContent: boolean;
}

/** Searches content as it comes, under the layers it was taken out of. */
export interface Flow {
  push(bytes: Uint8Array): void;
  close(): void;
}

/** The other side of a sink: a search, and a book of blind spots. */
export interface Taker {
  flow(layers: readonly string[]): Flow;
  /** Bytes that were searched. */
  content(sizeBytes: number): void;
  blind(spot: Unread): void;
  /** A record whose bytes were told as a blind spot; absent where nobody can open it. */
  tlsRecord?(record: TlsRecord): void;
}

export class Sink {
  /** `pool` is for short messages; of several sinks, if they are of one side. */
  constructor(
    private readonly taker: Taker,
    private readonly pool = new MessagePool(),
  ) {}

  /** Content that was taken out of something: searched here. */
  search(bytes: Uint8Array, layers: readonly string[]): Understood {
    const stretch = this.open(layers);
    stretch.push(bytes);
    return stretch.end();
  }

  /** The same for content that comes piece by piece. */
  open(layers: readonly string[]): Stretch {
    return new Stretch(this, this.taker, this.taker.flow(layers), this.pool);
  }

  /** Content in the order of the recorded bytes, which are searched as they stand. */
  asItStands(bytes: Uint8Array): Understood {
    const stretch = this.openAsItStands();
    stretch.push(bytes);
    return stretch.end();
  }

  openAsItStands(): Stretch {
    return new Stretch(this, this.taker, null, this.pool);
  }

  blind(kind: BlindKind, sizeBytes: number, detail: string | null = null): Understood {
    this.taker.blind({ kind, sizeBytes, detail });
    return BlindSpot.only;
  }

  tlsRecord(record: TlsRecord): void {
    this.taker.tlsRecord?.(record);
  }

  /** Ends one side: its short messages are judged together. */
  finish(): void {
    const randomBytes = this.pool.end();
    if (randomBytes > 0) this.blind("opaque", randomBytes, "short messages");
  }

  /** Nothing is left to read. */
  nothing(): Understood {
    return Content.only;
  }
}

/** Detail of what is opaque though it is text. */
export const RANDOM_DIGITS = "digits";

/** Content piece by piece; what looks random in it is a blind spot. */
export class Stretch {
  private readonly randomness: Randomness;
  /** Characters of digits in a text that say what looks random. */
  private randomDigits = 0;

  /** `flow` is null for bytes that are searched where they stand. */
  constructor(
    private readonly sink: Sink,
    private readonly taker: Taker,
    private readonly flow: Flow | null,
    pool: MessagePool,
  ) {
    this.randomness = new Randomness(pool);
  }

  push(bytes: Uint8Array): void {
    this.flow?.push(bytes);
    this.randomness.add(bytes);
    this.randomDigits += randomDigitsIn(bytes);
  }

  /** Border between messages: bytes after it are judged by themselves. */
  border(): void {
    this.randomness.border();
  }

  end(): Understood {
    this.flow?.close();
    const { sizeBytes, randomBytes } = this.randomness.result();
    const { randomDigits } = this;
    this.taker.content(Math.max(0, sizeBytes - randomBytes - randomDigits));
    const digits = randomDigits > 0 ? this.sink.blind("opaque", randomDigits, RANDOM_DIGITS) : Content.only;
    return randomBytes > 0 ? this.sink.blind("opaque", randomBytes) : digits;
  }
}
