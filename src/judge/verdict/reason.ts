/** Words for the reason of a verdict. */
import { panicName } from "../../../sim/device/panic.ts";
import type { Lack } from "../subject.ts";
import type { Because } from "./check.ts";
import type { RunFailure } from "./run-failure.ts";

/** One sentence, without its full stop. */
export function reasonText(because: Because): string {
  switch (because.kind) {
    case "noise": {
      const { what, channel, event, atMicros } = because;
      return `two runs with equal seeds differ (${what} of a ${channel} ${event} at ${atMicros / 1e6} s): nothing can be concluded`;
    }
    case "leaks":
      return `${inWords(because.secrets)} ${because.secrets.length === 1 ? "does" : "do"} not stay home`;
    case "failure":
      return failureText(because.failure);
    case "unused":
      return `the policy names ${inWords(because.secrets)}, which the firmware did not use in this scenario`;
    case "nothing used":
      return `the firmware used no credential in this scenario; name those that it handles in a policy's "secrets", or let more happen, with "scenarios" or --for`;
    case "coverage":
      return `${because.ran} of ${because.total} branch outcomes ran, fewer than the required ${because.required}`;
    case "keeps":
      return `${inWords(because.secrets)} ${because.secrets.length === 1 ? "stays" : "stay"} home`;
  }
}

export function failureText(failure: RunFailure): string {
  if (failure.kind === "spent")
    return "the firmware computes more than a check may; allow more with --work, such as --work 4";
  if (failure.kind === "stopped") return `${failure.why} (stopped at ${failure.atMicros / 1e6} s)`;
  const { code, atMicros, place, exception, lacks, unset } = failure;
  const where = place === null ? "" : ` at ${place.file}:${place.line}`;
  const crash = `the firmware crashed${where}: ${panicName(code)} (panic ${code}) after ${atMicros / 1e6} s`;
  const [one, ...more] = unset;
  return [
    exception === null ? crash : `${crash}: ${exception}`,
    ...(lacks === null ? [] : [LACKS[lacks]]),
    ...(one === undefined
      ? []
      : [
          `${inWords(unset)} ${more.length === 0 ? "has" : "have"} no value in this world; the policy's "settings" gives one`,
        ]),
  ].join("; ");
}

const LACKS: Readonly<Record<Lack, string>> = {
  pins: "pins are not simulated: use services, such as ds.Relay, or leave them out where isSimulator()",
  network: "there is no network in this scenario that the board has joined",
};

/** Such as `a, b and c`. */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
