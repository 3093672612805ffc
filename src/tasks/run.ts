/** Task `run`: lets a firmware live for a while, and shows and saves what it sends. */
import { dirname, resolve } from "node:path";
import { isCredentialKey } from "../../sim/device/credential.ts";
import { BadScenario, type ScenarioData } from "../../sim/home/scenario.ts";
import type { Channel, Observer, TapeEvent } from "../../sim/tape/tape.ts";
import { saveTape } from "../capture/tape-file.ts";
import { type BuildResult, buildImage } from "../compile/build.ts";
import { findProject } from "../compile/project.ts";
import { EXIT_DONE, EXIT_NOT_BUILT, EXIT_UNKNOWN, EXIT_USAGE } from "../exit-codes.ts";
import { type Observation, observe, observedFailure } from "../judge/verdict/observe.ts";
import { failureText } from "../judge/verdict/reason.ts";
import { checkRawFile, rawFileNotice, writeRawFile } from "../raw-file.ts";
import { EventReport, type ReportedEvent } from "../report/events.ts";
import { pcapng } from "../report/pcapng.ts";
import type { Config } from "../subjects/config.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { oneFirmware } from "../subjects/one-firmware.ts";
import { Configs, DEFAULT_SEED } from "../subjects/policy-file.ts";
import { CorruptImage } from "../subjects/simulated-appliance.ts";
import { stopIfAborted, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { nodeTools } from "./check-appliance.ts";
import { judgeOptions, simulated } from "./judge.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";
import { Trust } from "./trust.ts";

export interface RunRequest {
  /** File, folder or name, as the user names it; null for the project's. */
  readonly firmware: string | null;
  /** Null for the config's. */
  readonly seed: number | null;
  /** Null for the usual time. */
  readonly virtualMicros: number | null;
  /** Null for the config's. */
  readonly board: string | null;
  readonly scenario: ScenarioData | null;
  /** Null trusts the checkout. */
  readonly untrusted: Untrusted | null;
  /** Events are shown that one of these sees; null for all. */
  readonly observers: readonly Observer[] | null;
  /** Events are shown of these channels; null for all. */
  readonly channels: readonly Channel[] | null;
  /** File to write the tape to. */
  readonly save: string | null;
  /** File to write the tape to as a packet capture; `insideTls`: connections carry what servers see. */
  readonly pcapng: { readonly file: string; readonly insideTls: boolean } | null;
  /** File to write the made-up credentials to. */
  readonly saveSecrets: string | null;
}

export interface RunResult {
  /** Path of the firmware's entry, from the working folder. */
  readonly firmware: string;
  /** Failure that makes the run say less than it should, in a line; null for none. */
  readonly failure: string | null;
  readonly exitCode: number;
}

/** Each event that is to be shown is an item of progress. Throws a UserError for bad usage, or a firmware that does not build. */
export async function run(request: RunRequest, context: TaskContext<ReportedEvent>): Promise<RunResult> {
  const { on, signal } = context;
  await checkFiles(request);
  const { firmware, config } = await configured(request, context);
  const seed = request.seed ?? config?.seed ?? DEFAULT_SEED;
  on(blockingStep(`running ${firmware}`));
  const board = request.board ?? config?.board ?? null;
  const built = buildImage(firmware, { warn: warningTo(context), board });
  const observation = observed(firmware, request, built, seed);
  stopIfAborted(signal, "nothing was written.");
  await saveFiles(request, built, seed, observation, warningTo(context));
  const { scanner } = observation;
  const report = new EventReport(scanner);
  for (const event of observation.run.tape.events)
    if (isWanted(event, request)) on({ kind: "item", item: report.reported(event) });
  const unset = observation.run.settings.read.filter(
    (key) => !isCredentialKey(key) && built.image.settings[key] === undefined,
  );
  const failure = observedFailure(observation, unset);
  return failure === null
    ? { firmware, failure, exitCode: EXIT_DONE }
    : { firmware, failure: failureText(failure), exitCode: EXIT_UNKNOWN };
}

interface Configured {
  readonly firmware: string;
  readonly config: Config | undefined;
}

async function configured(
  { firmware: named, untrusted }: RunRequest,
  context: TaskContext<ReportedEvent>,
): Promise<Configured> {
  return Trust.with(untrusted, named === null ? [] : [named], async (trust) => {
    const { definitions } = trust;
    const configs = new Configs(definitions);
    const { main: firmware } = await oneFirmware(named, configs);
    const { root } = findProject(firmware);
    const loaded = await configs.at(definitions.rootAbove(dirname(firmware)) ?? root);
    trust.warn(context);
    return { firmware, config: loaded?.config };
  });
}

function observed(
  firmware: string,
  { scenario, virtualMicros }: RunRequest,
  built: BuildResult,
  seed: number,
): Observation {
  const tools = nodeTools();
  const options = judgeOptions(tools, {}, { seed, virtualMicros });
  try {
    return observe(simulated(tools, {}, built, { seed }), { ...options, scenario: scenario ?? undefined });
  } catch (error) {
    if (error instanceof CorruptImage) throw new UserError(`${firmware}: ${error.message}`, EXIT_NOT_BUILT);
    if (error instanceof BadScenario)
      throw new UserError(`${firmware}: the scenario cannot go on: ${error.message}`, EXIT_USAGE);
    throw error;
  }
}

async function saveFiles(
  { save, pcapng: capture, saveSecrets, scenario, virtualMicros }: RunRequest,
  { image }: BuildResult,
  seed: number,
  { run, secrets }: Observation,
  warn: (message: string) => void,
): Promise<void> {
  const { events } = run.tape;
  if (save !== null) {
    const header = {
      tightlip: VERSION,
      image: { name: image.name, sha256: image.sha256 },
      seed,
      virtualMicros: judgeOptions(nodeTools(), {}, { seed, virtualMicros }).virtualMicros,
      stopped: run.end.stopped,
      scenario,
    };
    await saveTape(save, header, events);
    warn(rawFileNotice(save));
  }
  if (capture !== null) {
    const { file, insideTls } = capture;
    await writeRawFile(file, pcapng(events, `tightlip ${VERSION}`, { insideTls }));
    warn(rawFileNotice(file));
  }
  if (saveSecrets !== null) {
    const values = Object.fromEntries(
      secrets.filter((s) => !s.baked).map(({ name, value }) => [name, value]),
    );
    await writeRawFile(saveSecrets, [Buffer.from(`${JSON.stringify(values, null, 2)}\n`)]);
    warn(rawFileNotice(saveSecrets));
  }
}

/** Throws a UserError for files that cannot be written, and for one that is named twice. */
async function checkFiles({ save, pcapng: capture, saveSecrets }: RunRequest): Promise<void> {
  const files = { "--save": save, "--pcapng": capture?.file ?? null, "--save-secrets": saveSecrets };
  const takenBy = new Map<string, string>();
  for (const [option, file] of Object.entries(files)) {
    if (file === null) continue;
    await checkRawFile(file);
    const other = takenBy.get(resolve(file));
    if (other !== undefined)
      throw new UserError(`${other} and ${option} name the same file; give each option its own.`, EXIT_USAGE);
    takenBy.set(resolve(file), option);
  }
}

function isWanted(event: TapeEvent, { observers, channels }: RunRequest): boolean {
  return (
    (observers === null || event.observers.some((name) => observers.includes(name))) &&
    (channels === null || channels.includes(event.channel))
  );
}
