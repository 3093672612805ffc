/** Commands that show something again when they are pasted into a shell. */
import { formatDuration } from "../../sim/tape/duration.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { circumstanceNames } from "./circumstances.ts";

/** A command that checks the firmware at `main` until it shows the finding. */
export function replayCommand(
  main: string,
  { atMicros, origin }: Pick<Finding, "atMicros" | "origin">,
  seed: number,
  untrusted: Untrusted | null,
): string {
  const command = `tightlip check ${shellWord(main)}${trustOptions(untrusted)} --seed ${seed}`;
  const own = origin.kind === "recording" || origin.declared;
  // Other circumstances are tried with the policy's own scenarios, of which this one may be a part.
  if (!own && circumstanceNames(origin.circumstances).length > 0) return command;
  // A scenario that the policy does not have goes along.
  const scenario = own ? "" : ` --scenario '${JSON.stringify(origin.scenario).replaceAll("'", "\\u0027")}'`;
  // One millisecond later, so that the finding's own moment is still part of the run.
  return `${command} --until ${formatDuration(atMicros + 1_000)}${scenario}`;
}

function trustOptions(untrusted: Untrusted | null): string {
  if (untrusted === null) return "";
  return untrusted.policyFrom === null ? " --untrusted" : ` --policy-from ${shellWord(untrusted.policyFrom)}`;
}

export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
