/** `tightlip doctor`: what is amiss with the machine or the project. */
import picocolors from "picocolors";
import { inline } from "../report/printable.ts";
import { doctorExitCode, examine, type Symptom } from "../setup/doctor.ts";
import { VERSION } from "../version.ts";

const MARKS = { ok: "✔", missing: "·", problem: "✖" } as const;
const COLORS = { ok: "green", missing: "dim", problem: "red" } as const;
const WIDTH = 14;

interface Options {
  readonly json?: true;
}

export async function doctorCommand({ json }: Options): Promise<number> {
  const symptoms = await examine();
  if (json) {
    const document = { schema: 1, tightlip: VERSION, checks: symptoms };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else process.stdout.write(symptoms.map(line).join(""));
  return doctorExitCode(symptoms);
}

function line({ about, state, says }: Symptom): string {
  const colors = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported);
  return `${colors[COLORS[state]](MARKS[state])} ${about.padEnd(WIDTH)}${inline(says)}\n`;
}
