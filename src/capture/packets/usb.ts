/** Transfers over USB, as Linux's usbmon and USBPcap record them: those of one endpoint are one stream. */
import { blind, type Carried, type CarriedList } from "./carried.ts";
import { viewOf } from "./packet.ts";

const CABLE = { observer: "cable", channel: "serial" } as const;
const MIN_USBPCAP_BYTES = 27;
const FROM_DEVICE = 0x80;
/** Place of the kind of event, of the mark that there is no data, and of two lengths. */
const USBMON = { kindAt: 8, transferAt: 9, noDataAt: 15, lengthAt: 32, recordedAt: 36 };
const ISOCHRONOUS = 0;
const KIND = { submitted: 0x53, completed: 0x43 };

/** Linux, Documentation/usb/usbmon.rst: the header's length depends on how it was read. */
export function usbmon(frame: Uint8Array, headerBytes: number): CarriedList {
  if (frame.length < headerBytes) return blind(frame, "broken", "USB");
  const [endpoint, device] = [frame[10], frame[11]];
  const bus = frame[12] | (frame[13] << 8);
  const carried: Carried = {
    kind: "piece",
    thread: `usb ${bus}.${device}.${endpoint}`,
    bytes: frame.subarray(headerBytes),
    ...CABLE,
  };
  const missing = missingBytes(frame, headerBytes);
  if (missing === 0) return [carried];
  return [carried, { ...blind(carried.bytes, "cut", "USB")[0], ...CABLE }];
}

/** Bytes of the transfer that were not recorded: what the host sends stands in the first event, what it gets in the second. */
function missingBytes(frame: Uint8Array, headerBytes: number): number {
  const view = viewOf(frame);
  const length = view.getUint32(USBMON.lengthAt, true);
  const isFromDevice = (frame[10] & FROM_DEVICE) !== 0;
  const kind = frame[USBMON.kindAt];
  // Isochronous transfers have a table between the header and the data.
  if (frame[USBMON.transferAt] === ISOCHRONOUS) return 0;
  const hasData = kind === (isFromDevice ? KIND.completed : KIND.submitted) && frame[USBMON.noDataAt] === 0;
  return hasData ? Math.max(0, length - (frame.length - headerBytes)) : 0;
}

/** USBPcap's header: its own length first, the content's last (desowin.org/usbpcap/captureformat.html). */
export function usbPcap(frame: Uint8Array): CarriedList {
  if (frame.length < MIN_USBPCAP_BYTES) return blind(frame, "broken", "USB");
  const view = viewOf(frame);
  const thread = `usb ${view.getUint16(17, true)}.${view.getUint16(19, true)}.${frame[21]}`;
  const bytes = frame.subarray(view.getUint16(0, true));
  const carried: Carried = { kind: "piece", thread, bytes, ...CABLE };
  if (view.getUint32(23, true) <= bytes.length) return [carried];
  return [carried, { ...blind(bytes, "cut", "USB")[0], ...CABLE }];
}
