/** Detection of tshark, Wireshark's command, by the version that it prints. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { machineProgram } from "../../machine-program.ts";

/** None of the project's, whatever is in its `node_modules/.bin`. */
export const findTshark = () => machineProgram("tshark");

/** Such as `4.0.17`; null where it does not run. */
export async function tsharkVersion(): Promise<string | null> {
  const program = findTshark();
  if (program === null) return null;
  try {
    const { stdout } = await promisify(execFile)(program.path, ["--version"], { env: program.env });
    return /(?<!\d)\d+(\.\d+)+/.exec(stdout)?.[0] ?? "of an unknown version";
  } catch {
    return null;
  }
}
