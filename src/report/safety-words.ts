/** Safety rules in words, the same in every format: what was tried, and what stays on. */
import { stepTimes } from "../../sim/home/scenario.ts";
import { describeSteps } from "../judge/explore/describe-steps.ts";
import type { SafetyResult, TriedFault } from "../judge/safety/safety-check.ts";
import { inWords } from "../judge/verdict/reason.ts";
import { plural } from "../plural.ts";
import type { ReportedSafety, ReportedSafetyFailure } from "./document.ts";
import { formatSeconds } from "./words.ts";

/** Look of each outcome in a page. */
export const SAFETY_TONES = { fails: "bad", holds: "good", untried: "unsure" } as const;

/** The rule: `relay is off within 5s of reset and cutPower`. */
export function ruleText({ actuator, offWithin, offFor, faults }: Omit<SafetyResult, "failures">): string {
  const stays = offFor === null ? "" : `, and stays so for ${offFor}`;
  return `${actuator} is off within ${offWithin} of ${inWords(faults.map(({ fault }) => fault))}${stays}`;
}

/** Sentence on a rule: it fails, holds as far as was tried, or was not tried. */
export function safetyText(result: ReportedSafety): string {
  switch (result.outcome) {
    case "fails":
      return `does not hold: ${ruleText(result)}`;
    case "holds":
      return `holds in all that was tried: ${ruleText(result)} (${triedText(result.faults)})`;
    case "untried": {
      const open = result.faults.filter(({ whileOn }) => whileOn === 0).map(({ fault }) => fault);
      return `not tried: ${ruleText(result)}; nothing had ${result.actuator} on at ${inWords(open)}. Add a scenario that switches it on`;
    }
  }
}

/** What stays on, when and at which line. */
export function failureText({ actuator, offWithin }: ReportedSafety, failure: ReportedSafetyFailure): string {
  const { fault, faultMicros, onMicros, offMicros, source } = failure;
  const line = source === null ? "" : `, switched on at ${source.file}:${source.line}`;
  const still =
    offMicros === null ? "until the run ends" : `until ${formatSeconds(offMicros - faultMicros)} after it`;
  const after = `${formatSeconds(onMicros - faultMicros)} after "${fault}"`;
  return `${actuator} is on ${after}, ${still}, and was to be off within ${offWithin}${line}`;
}

/** Scenario of a failure, waits included, and who had it. */
export function failedScenarioText({ scenario, declared, faultMicros }: ReportedSafetyFailure): string {
  const steps = stepTimes(scenario).filter(({ atMicros }) => atMicros <= faultMicros + 1_000_000);
  const found = declared ? `scenario "${scenario.name}"` : "found by search";
  return `${found}: ${describeSteps(steps.map(({ step }) => step).filter((step, i) => step.do !== "wait" || i < steps.length - 1))}`;
}

function triedText(faults: readonly TriedFault[]): string {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const tried = sum(faults.map(({ tried }) => tried));
  const whileOn = sum(faults.map(({ whileOn }) => whileOn));
  return `${plural(tried, "fault")} in simulated runs, ${whileOn} of them while it was on`;
}
