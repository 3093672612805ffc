/** Task `doctor`: examines the machine and the project for what tightlip needs. */
import { EXIT_BOARD, EXIT_DONE, EXIT_USAGE } from "../exit-codes.ts";
import { examine, SERIAL_PORT, type Symptom } from "../setup/doctor.ts";
import { VERSION } from "../version.ts";

export interface DoctorResult {
  /** Version. */
  readonly tightlip: string;
  readonly checks: readonly Symptom[];
  readonly exitCode: number;
}

export async function doctor(): Promise<DoctorResult> {
  const checks = await examine();
  return { tightlip: VERSION, checks, exitCode: doctorExitCode(checks) };
}

/** Serial ports alone have an exit code of their own: everything but boards works without them. */
export function doctorExitCode(symptoms: readonly Symptom[]): number {
  const problems = symptoms.filter(({ state }) => state === "problem");
  if (problems.length === 0) return EXIT_DONE;
  return problems.every(({ about }) => about === SERIAL_PORT) ? EXIT_BOARD : EXIT_USAGE;
}
