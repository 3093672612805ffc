/** Task `monitor`: listens to a board, and sounds an alarm for each known secret in what it says. */
import { PassThrough } from "node:stream";
import type { Image } from "../../sim/device/image.ts";
import type { KnownSecret } from "../capture/known-secret.ts";
import { saveTape } from "../capture/tape-file.ts";
import { buildImage } from "../compile/build.ts";
import { loadCompiler } from "../devicescript.ts";
import { EXIT_DONE, EXIT_LEAKS } from "../exit-codes.ts";
import { openPort } from "../flash/open-port.ts";
import { eventOf, Monitor, type Sighting } from "../monitor/monitor.ts";
import { watch } from "../monitor/watch.ts";
import { labelText, needLabel } from "../provision/label.ts";
import { checkRawFile, rawFileNotice } from "../raw-file.ts";
import { VERSION } from "../version.ts";
import { trustedFirmware } from "./named-firmware.ts";
import { blockingStep, step, type TaskContext, warningTo } from "./progress.ts";

export interface MonitorRequest {
  /** Entry of the firmware that is on the board; its source names the lines of stack traces. */
  readonly firmware?: string;
  readonly secrets: readonly KnownSecret[];
  /** Default: the one port that can be meant. */
  readonly port?: string;
  readonly baudRate?: number;
  /** Default: until the signal is aborted. */
  readonly forMicros?: number;
  /** Do not ask the board for the frames on its bus. */
  readonly passive?: boolean;
  /** Restart the board first. */
  readonly reset?: boolean;
  /** The board's label: its pairing code is looked for too. */
  readonly label?: string;
  /** File for all that came. */
  readonly save?: string;
}

export interface MonitorResult {
  /** Names of secrets that were seen where nothing allows them. */
  readonly alarms: readonly string[];
  readonly exitCode: number;
}

/** Header of a tape whose program nobody named. */
const NO_PROGRAM = { name: "not known", sha256: "0".repeat(64) };

/**
 * Each sighting is an item of progress. Aborting the signal is the ordinary end. Throws a UserError for bad input and
 * a port that can't be had.
 */
export async function monitor(
  request: MonitorRequest,
  context: TaskContext<Sighting>,
): Promise<MonitorResult> {
  const { firmware, label, save, forMicros } = request;
  const warn = warningTo(context);
  if (save !== undefined) await checkRawFile(save);
  const secrets = [...request.secrets, ...(label === undefined ? [] : [codeOn(label)])];
  if (firmware !== undefined) context.on(blockingStep("building the firmware"));
  const image =
    firmware === undefined ? null : buildImage((await trustedFirmware(firmware)).main, { warn }).image;
  const watcher = new Monitor([...secrets, ...(image === null ? [] : bakedIn(image))], image);
  for (const name of watcher.tooShort) warn(`${name} is too short to be looked for.`);

  const show = (item: Sighting) => context.on({ kind: "item", item });
  const events = new PassThrough({ objectMode: true });
  const saved = save === undefined ? null : saveTape(save, headerOf(request, image), events);
  context.on(step("listening"));
  const opened = await openPort(request.port, { isFast: forMicros !== undefined });
  try {
    await watch(opened.port, {
      baudRate: request.baudRate,
      forMillis: forMicros === undefined ? null : forMicros / 1000,
      signal: context.signal,
      wantsFrames: request.passive !== true,
      restarts: request.reset,
      reconnects: request.port?.startsWith("sim:") !== true,
      take: (item) => {
        if (saved !== null) events.write(eventOf(item));
        for (const sighting of watcher.take(item)) show(sighting);
      },
      notice: (text, atMillis) => show({ kind: "notice", atMillis, text }),
    });
  } finally {
    events.end();
    await opened.release();
    await saved;
  }
  if (save !== undefined) warn(rawFileNotice(save));
  const alarms = [...watcher.alarms].sort();
  return { alarms, exitCode: alarms.length > 0 ? EXIT_LEAKS : EXIT_DONE };
}

/** Names of the services on a board's bus, by class. */
export function serviceNames(): ReadonlyMap<number, string> {
  const { services } = loadCompiler().resolveConfig();
  return new Map(services.map(({ classIdentifier, camelName }) => [classIdentifier, camelName]));
}

function bakedIn({ bakedDefaults, bakedLiterals }: Image): KnownSecret[] {
  return [
    ...bakedDefaults.map(({ key, value }) => ({ name: `settings.${key}`, values: [value] })),
    ...bakedLiterals.map(({ name, value }) => ({ name, values: [value] })),
  ];
}

/** The pairing code as it is stored, and as it is printed. */
function codeOn(label: string): KnownSecret {
  const code = needLabel(label);
  return { name: "pairing.code", values: [code, labelText(code).replace(/^.*: |\n/g, "")] };
}

function headerOf({ forMicros }: MonitorRequest, image: Image | null) {
  return {
    tightlip: VERSION,
    image: image === null ? NO_PROGRAM : { name: image.name, sha256: image.sha256 },
    seed: 0,
    virtualMicros: forMicros ?? 0,
    stopped: null,
    scenario: null,
  };
}
