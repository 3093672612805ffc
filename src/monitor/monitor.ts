/** Monitor of a board at the cable: its log, its frames, and an alarm for each known secret. */

import { decodeFrame, FLAG_COMMAND, type Frame, HEADER_BYTES } from "../../sim/bus/frame.ts";
import { SETTINGS_CLASS, WIFI_CLASS } from "../../sim/bus/native-services.ts";
import { bridgeCommandOf } from "../../sim/bus/usb-bridge.ts";
import type { Image } from "../../sim/device/image.ts";
import { ADD_NETWORK } from "../../sim/radio/wifi-adapter.ts";
import { toText } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { KnownSecret } from "../capture/known-secret.ts";
import { Directory } from "../flash/directory.ts";
import type { FromBoard } from "../flash/link.ts";
import type { Hit } from "../judge/search/hit.ts";
import { LiveScan } from "./live-scan.ts";
import { TraceReader } from "./trace.ts";

export type Sighting =
  /** A line of the log, secrets replaced by their names. */
  | {
      readonly kind: "line";
      readonly atMillis: number;
      readonly text: string;
      /** Source place of a stack trace's line. */
      readonly place: string | null;
    }
  | {
      readonly kind: "frame";
      readonly atMillis: number;
      /** The sender of a report, the receiver of a command. */
      readonly device: string;
      readonly isCommand: boolean;
      readonly packets: readonly {
        /** Null while the device has not announced itself. */
        readonly service: number | null;
        readonly command: number;
        /** Hexadecimal, secrets replaced by their names. */
        readonly data: string;
      }[];
    }
  /** A secret, in what was shown just before. */
  | {
      readonly kind: "found";
      readonly atMillis: number;
      readonly secret: string;
      readonly degree: Hit["degree"];
      readonly chain: readonly string[];
      readonly channel: "log" | "frame";
      /** Allowed flow of the platform's own; null for an alarm. */
      readonly release: string | null;
    }
  | { readonly kind: "notice"; readonly atMillis: number; readonly text: string };

const GET_SETTING = 0x80;
/**
 * Log lines with a network's name, by the runtime's network service (DeviceScript,
 * network/wifi.c).
 */
const NETWORK_LINE = /^wifi: (?:connecting to '.*'|.* \[rssi:-?\d+\])$/;
/** So much of the first text has to be printable; less looks like another speed. */
const PRINTABLE_SHARE = 0.7;
const JUDGED_BYTES = 200;

export class Monitor {
  private readonly scan: LiveScan;
  private readonly traces: TraceReader;
  private readonly directory = new Directory();
  private textBytes = 0;
  private printableBytes = 0;
  private readonly reported = new Set<string>();
  /** Secrets that were found where nothing allows them. */
  readonly alarms = new Set<string>();

  /** `image`: what is taken to be on the board; null when nobody says. */
  constructor(
    secrets: readonly KnownSecret[],
    private readonly image: Image | null,
  ) {
    this.scan = new LiveScan(secrets);
    this.traces = new TraceReader(image);
  }

  /** Names of secrets that are too short to be looked for. */
  get tooShort(): readonly string[] {
    return this.scan.tooShort;
  }

  /** The program that the board said it runs, as SHA-256 in hexadecimal. */
  get program(): string | null {
    return this.traces.program;
  }

  /** Sightings in an item from the board. */
  take(item: FromBoard): Sighting[] {
    return item.kind === "line" ? this.takeLine(item) : this.takeFrame(item);
  }

  private takeLine({ bytes, atMillis }: FromBoard): Sighting[] {
    const raw = toText(bytes);
    const place = this.traces.place(raw);
    const line: Sighting = { kind: "line", atMillis, text: this.scan.redact(raw), place };
    const found = this.scan
      .look("log", bytes)
      .map((hit) => this.found(hit, atMillis, "log", NETWORK_LINE.test(raw) ? "platform/join" : null));
    return [line, ...found, ...this.notices(raw, bytes, atMillis)];
  }

  private takeFrame({ bytes, atMillis }: FromBoard): Sighting[] {
    const frame = decodeFrame(bytes);
    if (frame === null || bridgeCommandOf(bytes) !== null) return [];
    this.directory.note(frame);
    const { device, flags } = frame;
    const packets = frame.packets.map(({ index, command, data }) => ({
      service: this.directory.classAt({ device, index }),
      command,
      data: this.scan.redactBytes(data),
    }));
    const isCommand = (flags & FLAG_COMMAND) !== 0;
    const shown: Sighting = { kind: "frame", atMillis, device, isCommand, packets };
    const release = this.releaseOf(frame);
    const thread = `${device}/${isCommand}/${frame.packets[0]?.index}/${frame.packets[0]?.command}`;
    const found = this.scan
      .look(thread, bytes.subarray(HEADER_BYTES))
      .map((hit) => this.found(hit, atMillis, "frame", release));
    // Devices say twice a second that they are there: whoever looks for something else would not find it.
    const isPresence = frame.packets.every(({ index, command }) => index === 0 && command === 0);
    return isPresence ? found : [shown, ...found];
  }

  private found(hit: Hit, atMillis: number, channel: "log" | "frame", release: string | null): Sighting {
    const { secret, degree, chain } = hit;
    if (release === null) this.alarms.add(secret);
    return { kind: "found", atMillis, secret, degree, chain, channel, release };
  }

  /** The platform release (docs/judge.md) that a frame belongs to. */
  private releaseOf({ device, flags, packets }: Frame): string | null {
    const [packet] = packets;
    if (packet === undefined) return null;
    const isCommand = (flags & FLAG_COMMAND) !== 0;
    const service = this.directory.classAt({ device, index: packet.index });
    if (service === WIFI_CLASS && (!isCommand || packet.command === ADD_NETWORK)) return "platform/join";
    const isRead = service === SETTINGS_CLASS && !isCommand && packet.command === GET_SETTING;
    return isRead ? "platform/settings-read" : null;
  }

  private notices(line: string, bytes: Uint8Array, atMillis: number): Sighting[] {
    const texts: string[] = [];
    if (this.traces.isOther)
      texts.push(
        `The board runs another program than ${this.image!.name}: no lines of its source are shown for it.`,
      );
    if (this.image === null && this.traces.isFrame(line))
      texts.push("Name the firmware to see lines of its source: tightlip monitor src/main.ts.");
    this.textBytes += bytes.length;
    this.printableBytes += bytes.filter((byte) => byte >= 0x20 && byte < 0x7f).length;
    const isJudged = this.textBytes >= JUDGED_BYTES && this.textBytes - bytes.length < JUDGED_BYTES;
    if (isJudged && this.printableBytes < PRINTABLE_SHARE * this.textBytes)
      texts.push(
        "This looks like another speed: an ESP32's runtime has 1500000 baud, logs on a UART have 115200. Try --baud.",
      );
    const fresh = texts.filter((text) => !this.reported.has(text));
    for (const text of fresh) this.reported.add(text);
    return fresh.map((text) => ({ kind: "notice", atMillis, text }));
  }
}

/** Tape event of an item from the board, for a capture that the other commands read. */
export function eventOf({ kind, bytes, atMillis }: FromBoard): TapeEvent {
  const frame = kind === "frame" ? decodeFrame(bytes) : null;
  const isCommand = frame !== null && (frame.flags & FLAG_COMMAND) !== 0;
  return {
    atMicros: Math.round(1000 * atMillis),
    from: "device",
    channel: kind === "line" ? "log" : "frame",
    observers: ["cable"],
    kind: kind === "line" ? "line" : isCommand ? "command" : "report",
    to: isCommand ? frame.device : null,
    payload: bytes,
    sizeBytes: bytes.length,
    stream: null,
    position: null,
  };
}
