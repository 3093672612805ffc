/** Task `provision`: hands WiFi credentials to a board, sealed under its pairing code. */
import { EXIT_DONE, EXIT_LEAKS } from "../exit-codes.ts";
import { emulatedFile, openPort } from "../flash/open-port.ts";
import { Monitor, type Sighting } from "../monitor/monitor.ts";
import { OwnerKeys } from "../provision/owner-keys.ts";
import { type Provisioned, provisionBoard } from "../provision/provision-board.ts";
import { step, type TaskContext } from "./progress.ts";

export interface ProvisionRequest {
  /** Default: the one port that can be meant. */
  readonly port?: string;
  readonly baudRate?: number;
  /** The board's pairing code; null where it is not at hand, and not needed if this computer keeps the owner key. */
  readonly code: string | null;
  /** The owner says that the board was reset. */
  readonly wasReset?: boolean;
  /** The passphrase of an open network is empty. */
  readonly network: { readonly ssid: string; readonly psk: string };
}

/** A secret of the network or the board that was seen on the cable meanwhile. */
export type SeenOnCable = Omit<Extract<Sighting, { kind: "found" }>, "kind" | "atMillis">;

export interface ProvisionResult extends Provisioned {
  readonly port: string;
  /** Each way of telling a secret once. */
  readonly seen: readonly SeenOnCable[];
  readonly exitCode: number;
}

/** Throws CodeNeeded without a code that is needed, another UserError for a board that does not accept or join. */
export async function provision(
  { port: portName, baudRate, code, wasReset, network }: ProvisionRequest,
  { on, signal }: TaskContext,
): Promise<ProvisionResult> {
  const monitor = new Monitor(
    [
      { name: "wifi.ssid", values: [network.ssid] },
      ...(network.psk === "" ? [] : [{ name: "wifi.psk", values: [network.psk] }]),
      ...(code === null ? [] : [{ name: "pairing.code", values: [code] }]),
    ],
    null,
  );
  const sightings: Sighting[] = [];
  const emulated = emulatedFile(portName);
  const ownerKeys = emulated === null ? OwnerKeys.ofUser() : OwnerKeys.ofEmulated(emulated);
  on(step("connecting"));
  const { port, release } = await openPort(portName, { isFast: true });
  try {
    const done = await provisionBoard(port, {
      code,
      ownerKeys,
      // Nobody stands between an emulated board and its owner, and it is flashed anew all the time.
      wasReset: wasReset === true || emulated !== null,
      network,
      baudRate,
      signal,
      seen: (item) => sightings.push(...monitor.take(item)),
      progress: (name) => on(step(name)),
    });
    const exitCode = monitor.alarms.size > 0 ? EXIT_LEAKS : EXIT_DONE;
    return { port: port.name, ...done, seen: distinct(sightings), exitCode };
  } finally {
    await release();
  }
}

function distinct(sightings: readonly Sighting[]): SeenOnCable[] {
  const seen = new Map<string, SeenOnCable>();
  for (const sighting of sightings) {
    if (sighting.kind !== "found") continue;
    const { kind: _, atMillis: __, ...rest } = sighting;
    seen.set(JSON.stringify(rest), rest);
  }
  return [...seen.values()];
}
