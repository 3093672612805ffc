/** `tightlip run`: lets a firmware live for a while and shows what it sends. */
import type { Channel, Observer } from "../../sim/tape/tape.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { eventJson, eventText, type ReportedEvent } from "../report/events.ts";
import { inline } from "../report/printable.ts";
import { loadScenario } from "../subjects/scenario-file.ts";
import { run } from "../tasks/run.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { type TrustOptions, untrustedOf } from "./trust-options.ts";

interface Options extends TrustOptions {
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

export async function runCommand(firmware: string | undefined, options: Options): Promise<number> {
  const { insideTls = false, pcapng } = options;
  if (insideTls && pcapng === undefined)
    throw new UserError("--inside-tls says how a capture is written: name one with --pcapng.", EXIT_USAGE);
  const request = {
    firmware: firmware ?? null,
    seed: options.seed ?? null,
    virtualMicros: options.until ?? options.for ?? null,
    board: options.board ?? null,
    scenario: options.scenario === undefined ? null : loadScenario(options.scenario),
    untrusted: untrustedOf(options),
    observers: options.observer ?? null,
    channels: options.channel ?? null,
    save: options.save ?? null,
    pcapng: pcapng === undefined ? null : { file: pcapng, insideTls },
    saveSecrets: options.saveSecrets ?? null,
  };
  const colors = colorsFor(process.stdout);
  const show = (event: ReportedEvent) =>
    process.stdout.write(options.json ? eventJson(event) : eventText(event, colors));
  const { firmware: main, failure, exitCode } = await followTask((context) => run(request, context), show);
  if (failure !== null) process.stderr.write(`✖ ${inline(`${main}: ${failure}`)}\n`);
  return exitCode;
}
