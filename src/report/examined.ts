/**
 * Checks that a report's evidence rests on: what each looks at, its limits, and whether it was done. Where nothing was
 * looked at, nothing was found says nothing.
 */
import { plural } from "../plural.ts";
import { branchesText } from "./branches.ts";
import type { FirmwareReport, Reported } from "./document.ts";
import { formatSeconds } from "./words.ts";

export type CheckName = "path" | "servers" | "flash" | "erasure" | "source" | "nearby";

interface CheckWords {
  readonly title: string;
  readonly looks: string;
  readonly limits: string;
}

const BOTH =
  "is searched for credentials, encoded ones included, and compared between runs that differ in nothing but a credential";

export const CHECKS: Readonly<Record<CheckName, CheckWords>> = {
  path: {
    title: "network and air",
    looks: `What the firmware sends, as the path and neighbours see it, ${BOTH}.`,
    limits:
      "TLS is simulated as they see it: algorithms and the verification of certificates are not examined.",
  },
  servers: {
    title: "servers",
    looks: `What servers receive, inside TLS too, ${BOTH}.`,
    limits: "The cloud is simulated: what real servers ask for and do with it is not examined.",
  },
  flash: {
    title: "flash",
    looks: `What flash holds at the end of a run and at power cuts ${BOTH}.`,
    limits: "Protection by hardware is not examined, nor is what the native runtime keeps.",
  },
  erasure: {
    title: "flash after erasing",
    looks: `What flash holds after a step "forget" or "factoryReset" of a scenario ${BOTH}.`,
    limits: "Other data than credentials, and remains that only a laboratory reads, are not examined.",
  },
  source: {
    title: "source",
    looks:
      "Looked for: defaults of settings, .env.local, and text in the source that reaches addNetwork, an authorization field or the options of a connection, that is called like a credential and looks made up, or that is in a known format of tokens.",
    limits:
      "Not looked for: values that are assembled, decoded or computed at run time, numbers, what only comparisons use, and firmware without source.",
  },
  nearby: {
    title: "cable, bus and lights",
    looks: `Log, crashes, frames on cable and bus, lights and sounds: each ${BOTH}.`,
    limits: "Whether these interfaces could be closed, radio, power draw and heat are not examined.",
  },
};

export const CHECK_NAMES = Object.keys(CHECKS) as readonly CheckName[];

/** True of steps that are to leave nothing of the owner on the board. */
export function isErasing(step: string): boolean {
  return step === "forget" || step === "factoryReset";
}

/** Reason why a check was not done; null where it was. */
export function whyNotExamined(check: CheckName, result: Reported): string | null {
  if (result.kind === "capture") return "a capture says nothing of what it does not hold";
  if (result.kind === "unbuilt") return "it did not build";
  const { word, secrets, scope } = result.verdict;
  if (word === "unknown") return "there is no verdict";
  if (check === "source") return null;
  if (!secrets.some(({ exercised }) => exercised)) return "no credential was used";
  if (check === "erasure" && !scope.steps.some(isErasing))
    return 'no scenario has a step "forget" or "factoryReset"';
  return null;
}

/** Extent of the runs behind all checks but that of the source, in a line. */
export function examinedText({ verdict }: FirmwareReport): string {
  const { runs, virtualMicros, scope, scenarios } = verdict;
  return `${plural(runs, "run")} of up to ${formatSeconds(virtualMicros)} of virtual time, ${plural(scenarios.length, "scenario")}; ${branchesText(scope)}`;
}
