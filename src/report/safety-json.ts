/** A safety rule's outcome in machine-readable reports. */
import type { ReportedSafety } from "./document.ts";
import { safetyText } from "./safety-words.ts";

export function safetyObject(result: ReportedSafety): object {
  const { actuator, offWithin, offFor, outcome, faults, failures, searched } = result;
  return {
    actuator,
    offWithin,
    offFor,
    outcome,
    searched,
    summary: safetyText(result),
    faults: faults.map(({ fault, tried, whileOn }) => ({ fault, tried, whileOn })),
    failures: failures.map(({ fault, faultMicros, dueMicros, onMicros, offMicros, source, ...failure }) => ({
      fault,
      faultMicros,
      dueMicros,
      onMicros,
      offMicros,
      source: source === null ? null : { file: source.file, line: source.line },
      foundBy: failure.declared ? "scenario" : "search",
      scenario: failure.scenario,
      replay: failure.replay,
    })),
  };
}
