/** `tightlip monitor`: shows what a board says, and sounds an alarm for secrets in it. */
import { PassThrough } from "node:stream";
import picocolors from "picocolors";
import type { KnownSecret } from "../capture/known-secret.ts";
import { saveTape } from "../capture/tape-file.ts";
import { buildImage } from "../compile/build.ts";
import { loadCompiler } from "../devicescript.ts";
import { openPort } from "../flash/open-port.ts";
import { eventOf, Monitor, type Sighting } from "../monitor/monitor.ts";
import { watch } from "../monitor/watch.ts";
import { labelText, needLabel } from "../provision/label.ts";
import { checkRawFile, rawFileNotice } from "../raw-file.ts";
import { isShown, type ServiceNames, type Shown, sightingJson, sightingText } from "../report/monitor.ts";
import { EXIT_LEAKS } from "../tasks/check.ts";
import { VERSION } from "../version.ts";
import { warn } from "./failure.ts";
import { type SecretOptions, secretsFrom } from "./secrets.ts";

interface Options extends SecretOptions {
  readonly port?: string;
  readonly baud?: number;
  /** Microseconds. */
  readonly for?: number;
  readonly show?: readonly Shown[];
  readonly match?: string;
  readonly passive?: true;
  readonly reset?: true;
  /** The board's label: its pairing code is looked for too. */
  readonly label?: string;
  readonly save?: string;
  readonly json?: true;
}

/** What a capture says of the program where nobody told. */
const NO_PROGRAM = { name: "not known", sha256: "0".repeat(64) };

export async function monitorCommand(firmware: string | undefined, options: Options): Promise<number> {
  if (options.save !== undefined) await checkRawFile(options.save);
  const secrets = [...(await secretsFrom(options)), ...codeOn(options.label)];
  const image = firmware === undefined ? null : buildImage(firmware, { warn }).image;
  const baked = image?.bakedDefaults.map(({ key, value }) => ({ name: `settings.${key}`, values: [value] }));
  const monitor = new Monitor([...secrets, ...(baked ?? [])], image);
  for (const name of monitor.tooShort) warn(`${name} is too short to be looked for.`);

  const shown = options.show ?? ["log", "allowed"];
  const colors = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported);
  const names: ServiceNames = shown.includes("frames") ? serviceNames() : new Map();
  const say = (sighting: Sighting) => {
    if (isShown(sighting, shown, options.match ?? null))
      process.stdout.write(options.json ? sightingJson(sighting) : sightingText(sighting, colors, names));
  };
  const events = new PassThrough({ objectMode: true });
  const saved = options.save === undefined ? null : saveTape(options.save, headerOf(options, image), events);

  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const opened = await openPort(options.port, { isFast: options.for !== undefined });
  try {
    await watch(opened.port, {
      baudRate: options.baud,
      forMillis: options.for === undefined ? null : options.for / 1000,
      signal: stop.signal,
      wantsFrames: options.passive !== true,
      restarts: options.reset,
      reconnects: options.port?.startsWith("sim:") !== true,
      take: (item) => {
        if (saved !== null) events.write(eventOf(item));
        for (const sighting of monitor.take(item)) say(sighting);
      },
      notice: (text, atMillis) => say({ kind: "notice", atMillis, text }),
    });
  } finally {
    events.end();
    await opened.release();
    await saved;
  }
  if (options.save !== undefined) warn(rawFileNotice(options.save));
  return monitor.alarms.size > 0 ? EXIT_LEAKS : 0;
}

/** As it is stored, and as it is printed. */
function codeOn(label: string | undefined): KnownSecret[] {
  if (label === undefined) return [];
  const code = needLabel(label);
  return [{ name: "pairing.code", values: [code, labelText(code).replace(/^.*: |\n/g, "")] }];
}

function headerOf(options: Options, image: { readonly name: string; readonly sha256: string } | null) {
  return {
    tightlip: VERSION,
    image: image === null ? NO_PROGRAM : { name: image.name, sha256: image.sha256 },
    seed: 0,
    virtualMicros: options.for ?? 0,
    stopped: null,
    scenario: null,
  };
}

function serviceNames(): ServiceNames {
  const { services } = loadCompiler().resolveConfig();
  return new Map(services.map(({ classIdentifier, camelName }) => [classIdentifier, camelName]));
}
