/** `tightlip monitor`: shows what a board says, and sounds an alarm for secrets in it. */
import type { Sighting } from "../monitor/monitor.ts";
import { isShown, type ServiceNames, type Shown, sightingJson, sightingText } from "../report/monitor.ts";
import { monitor, serviceNames } from "../tasks/monitor.ts";
import { colorsFor } from "./colors.ts";
import { followTask } from "./follow-task.ts";
import { type SecretOptions, secretsFrom, warnOfSecretIn } from "./secrets.ts";

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

export async function monitorCommand(firmware: string | undefined, options: Options): Promise<number> {
  const { show = ["log", "allowed"], match = null, json, port, baud, passive, reset, label, save } = options;
  const colors = colorsFor(process.stdout);
  const names: ServiceNames = show.includes("frames") ? serviceNames() : new Map();
  const print = (sighting: Sighting) => {
    if (isShown(sighting, show, match))
      process.stdout.write(json ? sightingJson(sighting) : sightingText(sighting, colors, names));
  };
  warnOfSecretIn("--label", label);
  const request = {
    ...{ firmware, port, passive, reset, label, save },
    baudRate: baud,
    forMicros: options.for,
    secrets: await secretsFrom(options),
  };
  const { exitCode } = await followTask((context) => monitor(request, context), print);
  return exitCode;
}
