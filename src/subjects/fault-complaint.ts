/** Complaint about a text that should be a fault of a safety rule, with how it is meant to be. */
import { didYouMean } from "../closest.ts";
import { FAULTS, type FaultProblem } from "../judge/safety/fault.ts";

/** The faults that there are, as a sentence. */
export const FAULTS_ARE = `Faults are: ${Object.values(FAULTS)
  .map(({ form }) => form)
  .join(", ")}.`;

export function faultComplaint(text: string, problem: FaultProblem): string {
  return problem.kind === "form"
    ? `"${text}" is no fault: it is written like "${problem.wanted}".`
    : `there is no fault "${problem.word}". ${FAULTS_ARE}${didYouMean(problem.word, Object.keys(FAULTS))}`;
}
