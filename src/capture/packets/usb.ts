/** Transfers over USB, as Linux's usbmon and USBPcap record them: those of one endpoint are one stream. */
import { blind, type CarriedList } from "./carried.ts";
import { viewOf } from "./packet.ts";

const CABLE = { observer: "cable", channel: "serial" } as const;
const MIN_USBPCAP_BYTES = 27;

/** Linux, Documentation/usb/usbmon.rst: the header's length depends on how it was read. */
export function usbmon(frame: Uint8Array, headerBytes: number): CarriedList {
  if (frame.length < headerBytes) return blind(frame, "broken", "USB");
  const [endpoint, device] = [frame[10], frame[11]];
  const bus = frame[12] | (frame[13] << 8);
  return [
    {
      kind: "piece",
      thread: `usb ${bus}.${device}.${endpoint}`,
      bytes: frame.subarray(headerBytes),
      ...CABLE,
    },
  ];
}

/** USBPcap's header: its own length first (desowin.org/usbpcap/captureformat.html). */
export function usbPcap(frame: Uint8Array): CarriedList {
  if (frame.length < MIN_USBPCAP_BYTES) return blind(frame, "broken", "USB");
  const view = viewOf(frame);
  const thread = `usb ${view.getUint16(17, true)}.${view.getUint16(19, true)}.${frame[21]}`;
  return [{ kind: "piece", thread, bytes: frame.subarray(view.getUint16(0, true)), ...CABLE }];
}
