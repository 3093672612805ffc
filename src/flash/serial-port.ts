/** Real serial ports: which there are, and one in the shape that esptool-js drives. */

import { readdirSync, readFileSync, realpathSync } from "node:fs";
import type { SerialPort } from "serialport";
import { Port, PortError, type PortInfo, type Signals } from "./port.ts";

export interface ListedPort {
  /** Such as `/dev/ttyUSB0` or `COM3`. */
  readonly path: string;
  /** The bridge or chip behind it; null for one that is not known from ESP32 boards. */
  readonly bridge: string | null;
  readonly info: PortInfo;
}

/** USB vendor and product ids of what ESP32 boards have (the vendors' data sheets); no product: any. */
const BRIDGES: readonly { readonly vendor: number; readonly product?: number; readonly name: string }[] = [
  { vendor: 0x303a, name: "Espressif USB" },
  { vendor: 0x10c4, product: 0xea60, name: "CP210x" },
  { vendor: 0x1a86, product: 0x7523, name: "CH340" },
  { vendor: 0x1a86, product: 0x55d4, name: "CH9102" },
  { vendor: 0x0403, product: 0x6001, name: "FT232R" },
  { vendor: 0x0403, product: 0x6010, name: "FT2232" },
  { vendor: 0x0403, product: 0x6015, name: "FT231X" },
];

/** On Linux the library would run a program by its name, which a project may have one of. */
export async function listPorts(): Promise<ListedPort[]> {
  // Loading it here tells whether it loads before a port is needed.
  const { SerialPort } = await import("serialport");
  const ports = process.platform === "linux" ? linuxPorts() : await SerialPort.list();
  return ports.map(({ path, vendorId, productId }) => {
    const info = { usbVendorId: idOf(vendorId), usbProductId: idOf(productId) };
    return { path, bridge: bridgeOf(info), info };
  });
}

/** The port to use where none is named. Throws a PortError unless there is just one that can be meant. */
export function pickPort(ports: readonly ListedPort[]): ListedPort {
  const known = ports.filter(({ bridge }) => bridge !== null);
  const candidates =
    known.length > 0 ? known : ports.filter(({ path }) => /tty(USB|ACM)|COM\d|cu\./.test(path));
  if (candidates.length === 1) return candidates[0];
  if (candidates.length === 0)
    throw new PortError(
      "No board found. Plug one in with a cable for data, name its port with --port, or try --port sim:esp32c3.",
    );
  const list = candidates.map(({ path, bridge }) => (bridge === null ? path : `${path} (${bridge})`));
  throw new PortError(`More than one port could be the board: ${list.join(", ")}. Name one with --port.`);
}

export function bridgeOf({ usbVendorId, usbProductId }: PortInfo): string | null {
  const bridge = BRIDGES.find(
    ({ vendor, product }) => vendor === usbVendorId && (product === undefined || product === usbProductId),
  );
  return bridge?.name ?? null;
}

/** Port error with advice, from the operating system's message. */
export function openError(path: string, message: string): PortError {
  if (/permission|EACCES|access denied/i.test(message))
    return new PortError(
      `${path}: you may not use it. On Linux: sudo usermod -aG dialout $USER, then log in again.`,
    );
  if (/lock|EBUSY|busy/i.test(message))
    return new PortError(`${path}: another program has it open, such as a monitor. Close that first.`);
  if (/no such|ENOENT|not found|cannot find/i.test(message))
    return new PortError(`${path}: there is no such port. Is the board plugged in?`);
  return new PortError(`${path}: can't be opened.`);
}

export class HardwarePort extends Port {
  private device: SerialPort | null = null;

  constructor(
    readonly name: string,
    private readonly info: PortInfo = {},
  ) {
    super();
  }

  protected async openLine(baudRate: number): Promise<void> {
    const { SerialPort } = await import("serialport");
    const device = new SerialPort({ path: this.name, baudRate, autoOpen: false, lock: true });
    await settle((done) => device.open(done)).catch((error: Error) => {
      throw openError(this.name, error.message);
    });
    device.on("data", (bytes: Buffer) => this.deliver(new Uint8Array(bytes)));
    device.on("error", () => this.lose());
    device.on("close", (error: Error | null) => {
      if (error) this.lose();
    });
    this.device = device;
  }

  protected async closeLine(): Promise<void> {
    const { device } = this;
    this.device = null;
    if (device?.isOpen) await settle((done) => device.close(done));
  }

  protected async writeLine(bytes: Uint8Array): Promise<void> {
    const device = this.openDevice();
    await settle((done) => {
      device.write(bytes);
      device.drain(done);
    });
  }

  async setSignals({ dataTerminalReady, requestToSend }: Signals): Promise<void> {
    const lines = {
      ...(dataTerminalReady !== undefined && { dtr: dataTerminalReady }),
      ...(requestToSend !== undefined && { rts: requestToSend }),
    };
    await settle((done) => this.openDevice().set(lines, done));
  }

  async setBaudRate(baudRate: number): Promise<void> {
    await settle((done) => this.openDevice().update({ baudRate }, done));
  }

  getInfo(): PortInfo {
    return this.info;
  }

  private openDevice(): SerialPort {
    if (this.device === null) throw new PortError(`${this.name}: is not open.`);
    return this.device;
  }
}

function settle(start: (done: (error: Error | null | undefined) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}

function idOf(hex: string | undefined): number | undefined {
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

/** Ports of USB devices, with the ids that the kernel has of each (Documentation/ABI/stable/sysfs-bus-usb). */
function linuxPorts(): { path: string; vendorId?: string; productId?: string }[] {
  return namesIn("/dev")
    .filter((name) => /^tty(USB|ACM)\d+$/.test(name))
    .sort()
    .map((name) => ({ path: `/dev/${name}`, ...usbIds(`/sys/class/tty/${name}/device`) }));
}

/** The port is an interface of a device, or a part of one. */
function usbIds(device: string): { vendorId?: string; productId?: string } {
  for (const above of ["", "/..", "/../.."]) {
    try {
      const id = (name: string) => readFileSync(`${realpathSync(device)}${above}/${name}`, "utf8").trim();
      return { vendorId: id("idVendor"), productId: id("idProduct") };
    } catch {}
  }
  return {};
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
