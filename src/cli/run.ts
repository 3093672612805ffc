/** `tightlip run`: lets a firmware live for a while and shows what it sends. */
import { resolve } from "node:path";
import picocolors from "picocolors";
import { BadScenario } from "../../sim/home/scenario.ts";
import type { Channel, Observer, TapeEvent } from "../../sim/tape/tape.ts";
import { saveTape } from "../capture/tape-file.ts";
import { buildImage } from "../compile/build.ts";
import { findProject } from "../compile/project.ts";
import { EXIT_NOT_BUILT, EXIT_UNKNOWN, EXIT_USAGE } from "../exit-codes.ts";
import { runFailure } from "../judge/verdict/check.ts";
import { observe } from "../judge/verdict/observe.ts";
import { failureText } from "../judge/verdict/reason.ts";
import { checkRawFile, rawFileNotice, writeRawFile } from "../raw-file.ts";
import { EventReport } from "../report/events.ts";
import { pcapng } from "../report/pcapng.ts";
import { Configs, DEFAULT_SEED } from "../subjects/policy-file.ts";
import { loadScenario } from "../subjects/scenario-file.ts";
import { CorruptImage } from "../subjects/simulated-appliance.ts";
import { checkOptions, subjectOf } from "../tasks/check.ts";
import { UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { warn } from "./failure.ts";

interface Options {
  readonly json?: true;
  /** Default: the config's. */
  readonly seed?: number;
  readonly for?: number;
  readonly until?: number;
  readonly board?: string;
  readonly scenario?: string;
  /** Show only what one of these sees, and only of these channels. */
  readonly observer?: readonly Observer[];
  readonly channel?: readonly Channel[];
  /** Files to write the tape to, as it is and as a packet capture. */
  readonly save?: string;
  readonly pcapng?: string;
  /** In that, connections carry what servers see. */
  readonly insideTls?: true;
  /** File to write the made-up credentials to. */
  readonly saveSecrets?: string;
}

export async function runCommand(firmware: string, options: Options): Promise<number> {
  await checkFiles({
    "--save": options.save,
    "--pcapng": options.pcapng,
    "--save-secrets": options.saveSecrets,
  });
  if (options.insideTls && options.pcapng === undefined)
    throw new UserError("--inside-tls says how a capture is written: name one with --pcapng.", EXIT_USAGE);
  const scenario = options.scenario === undefined ? undefined : loadScenario(options.scenario);
  const config = (await new Configs().at(findProject(firmware).root))?.config;
  const seed = options.seed ?? config?.seed ?? DEFAULT_SEED;
  const built = buildImage(firmware, { warn, board: options.board ?? config?.board ?? null });
  const { image } = built;
  const request = { seed, virtualMicros: options.until ?? options.for ?? null };
  const judged = checkOptions({}, request);
  const { virtualMicros } = judged;
  const observed = () => {
    try {
      return observe(subjectOf({}, built, request), { ...judged, scenario });
    } catch (error) {
      if (error instanceof CorruptImage) throw new UserError(`${firmware}: ${error.message}`, EXIT_NOT_BUILT);
      if (error instanceof BadScenario)
        throw new UserError(`${firmware}: the scenario cannot go on: ${error.message}`, EXIT_USAGE);
      throw error;
    }
  };
  const { run, scanner, secrets } = observed();
  const { events } = run.tape;
  if (options.save !== undefined) {
    const header = {
      tightlip: VERSION,
      image: { name: image.name, sha256: image.sha256 },
      seed,
      virtualMicros,
      stopped: run.end.stopped,
      scenario: scenario ?? null,
    };
    await saveTape(options.save, header, events);
    warn(rawFileNotice(options.save));
  }
  if (options.pcapng !== undefined) {
    const { insideTls } = options;
    await writeRawFile(options.pcapng, pcapng(events, `tightlip ${VERSION}`, { insideTls }));
    warn(rawFileNotice(options.pcapng));
  }
  if (options.saveSecrets !== undefined) {
    const values = Object.fromEntries(
      secrets.filter((s) => !s.baked).map(({ name, value }) => [name, value]),
    );
    await writeRawFile(options.saveSecrets, [Buffer.from(`${JSON.stringify(values, null, 2)}\n`)]);
    warn(rawFileNotice(options.saveSecrets));
  }
  const report = new EventReport(scanner);
  const colors = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported);
  for (const event of events.filter((event) => isWanted(event, options))) {
    process.stdout.write(options.json ? report.json(event) : report.text(event, colors));
  }
  const failure = runFailure(run);
  if (failure === null) return 0;
  process.stderr.write(`✖ ${firmware}: ${scanner.redact(failureText(failure))}\n`);
  return EXIT_UNKNOWN;
}

async function checkFiles(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const takenBy = new Map<string, string>();
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined) continue;
    await checkRawFile(file);
    const other = takenBy.get(resolve(file));
    if (other !== undefined)
      throw new UserError(
        `${other} and ${option} name the same file; each writes one of its own.`,
        EXIT_USAGE,
      );
    takenBy.set(resolve(file), option);
  }
}

function isWanted(event: TapeEvent, { observer, channel }: Options): boolean {
  return (
    (observer === undefined || event.observers.some((name) => observer.includes(name))) &&
    (channel === undefined || channel.includes(event.channel))
  );
}
