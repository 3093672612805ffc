/** Devices on a board's bus and their services, from their announcements. */

import type { Frame, Packet } from "../../sim/bus/frame.ts";
import { FLAG_COMMAND } from "../../sim/bus/frame.ts";

/** Place of a service: its device and index. */
export interface ServicePlace {
  /** 16 hexadecimal digits. */
  readonly device: string;
  readonly index: number;
}

const ANNOUNCEMENT = { index: 0, command: 0 };

export class Directory {
  /** Service classes by device, in order of index; the control service, which has index 0, is 0. */
  private readonly devices = new Map<string, readonly number[]>();

  /** Takes note of a frame. */
  note({ flags, device, packets }: Frame): void {
    if ((flags & FLAG_COMMAND) !== 0) return;
    for (const packet of packets)
      if (packet.index === ANNOUNCEMENT.index && packet.command === ANNOUNCEMENT.command)
        this.devices.set(device, classesIn(packet));
  }

  /** Places of services of that class, in the order in which their devices were first seen. */
  placesOf(serviceClass: number): ServicePlace[] {
    return [...this.devices].flatMap(([device, classes]) =>
      classes.flatMap((candidate, index) => (candidate === serviceClass ? [{ device, index }] : [])),
    );
  }

  /** Null for a device that has not announced itself, and for an index that it does not use. */
  classAt({ device, index }: ServicePlace): number | null {
    return this.devices.get(device)?.[index] ?? null;
  }
}

function classesIn({ data }: Packet): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length >> 2 }, (_, i) => (i === 0 ? 0 : view.getUint32(4 * i, true)));
}
