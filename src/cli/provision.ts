/** `tightlip provision`: hands WiFi credentials to a board, sealed under its pairing code. */
import { type KnownSecret, readSecretFile } from "../capture/known-secret.ts";
import { openPort } from "../flash/open-port.ts";
import { Monitor, type Sighting } from "../monitor/monitor.ts";
import { needLabel } from "../provision/label.ts";
import { pairingCodeFrom } from "../provision/offer.ts";
import { type Provisioned, provisionBoard } from "../provision/provision-board.ts";
import { inline } from "../report/printable.ts";
import { EXIT_LEAKS } from "../tasks/check.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { warn } from "./failure.ts";
import { secretValue } from "./secrets.ts";

interface Options {
  readonly port?: string;
  readonly baud?: number;
  readonly label?: string;
  readonly secrets?: string;
  /** The network has no passphrase. */
  readonly open?: true;
  readonly json?: true;
}

const SSID = "wifi.ssid";
const PSK = "wifi.psk";
const CODE = "pairing.code";

export async function provisionCommand(options: Options): Promise<number> {
  const known = options.secrets === undefined ? [] : readSecretFile(options.secrets, warn);
  const ssid = await oneOf(known, SSID);
  const psk = options.open ? "" : await oneOf(known, PSK);
  const code = await codeFrom(options.label);
  const monitor = new Monitor(
    [
      { name: SSID, values: [ssid] },
      ...(psk === "" ? [] : [{ name: PSK, values: [psk] }]),
      { name: CODE, values: [code] },
    ],
    null,
  );
  const sightings: Sighting[] = [];
  const opened = await openPort(options.port, { isFast: true });
  let done: Provisioned;
  try {
    done = await provisionBoard(opened.port, {
      code,
      network: { ssid, psk },
      baudRate: options.baud,
      seen: (item) => sightings.push(...monitor.take(item)),
    });
  } finally {
    await opened.release();
  }
  const seen = distinct(sightings);
  const port = opened.port.name;
  if (options.json) process.stdout.write(`${JSON.stringify({ schema: 1, port, ...done, seen }, null, 2)}\n`);
  else process.stdout.write(textOf(port, done, seen));
  return monitor.alarms.size > 0 ? EXIT_LEAKS : 0;
}

async function oneOf(known: readonly KnownSecret[], name: string): Promise<string> {
  const values = known.find((secret) => secret.name === name)?.values;
  if (values === undefined) return secretValue(name);
  if (values.length === 1) return values[0];
  throw new UserError(`The file that --secrets names has several values of ${name}: which?`, EXIT_USAGE);
}

async function codeFrom(label: string | undefined): Promise<string> {
  if (label === undefined) return pairingCodeFrom(await secretValue(CODE));
  return needLabel(label);
}

type Seen = Omit<Extract<Sighting, { kind: "found" }>, "kind" | "atMillis">;

/** What was found of the secrets on the cable, each way once. */
function distinct(sightings: readonly Sighting[]): Seen[] {
  const seen = new Map<string, Seen>();
  for (const sighting of sightings) {
    if (sighting.kind !== "found") continue;
    const { kind: _, atMillis: __, ...rest } = sighting;
    seen.set(JSON.stringify(rest), rest);
  }
  return [...seen.values()];
}

function textOf(port: string, done: Provisioned, seen: readonly Seen[]): string {
  const lines = [
    `Sent to ${done.device} on ${port}: ${done.sealedBytes} bytes, sealed under its pairing code (counter ${done.counter}). They hold name and passphrase of the network, and who carried them learned neither.`,
    `It accepted, and joined the network ${(done.joinedAfterMillis / 1000).toFixed(1)} s later.`,
    ...seen.map(({ secret, degree, channel, release }) => {
      const where = channel === "log" ? "the log" : "a frame";
      return release === null
        ? `ALARM: the board told ${inline(secret)} to this cable (${degree}, in ${where}).`
        : `While joining, the board's own runtime told ${secret} to this cable (${degree}, in ${where}; ${release}).`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
