/** Task `provision`: hands WiFi credentials to a board, sealed under its pairing code. */
import { EXIT_DONE, EXIT_LEAKS } from "../exit-codes.ts";
import { openPort } from "../flash/open-port.ts";
import { Monitor, type Sighting } from "../monitor/monitor.ts";
import { type Provisioned, provisionBoard } from "../provision/provision-board.ts";
import { step, type TaskContext } from "./progress.ts";

export interface ProvisionRequest {
  /** Default: the one port that can be meant. */
  readonly port?: string;
  readonly baudRate?: number;
  /** The board's pairing code. */
  readonly code: string;
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

/** Throws a UserError for a board that can't be had, does not accept, or does not join. */
export async function provision(
  { port: portName, baudRate, code, network }: ProvisionRequest,
  { on, signal }: TaskContext,
): Promise<ProvisionResult> {
  const monitor = new Monitor(
    [
      { name: "wifi.ssid", values: [network.ssid] },
      ...(network.psk === "" ? [] : [{ name: "wifi.psk", values: [network.psk] }]),
      { name: "pairing.code", values: [code] },
    ],
    null,
  );
  const sightings: Sighting[] = [];
  on(step("connecting"));
  const { port, release } = await openPort(portName, { isFast: true });
  try {
    const done = await provisionBoard(port, {
      code,
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
