/** Detection of tshark, Wireshark's command, by the version that it prints. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Such as `4.0.17`; null where it does not run. */
export async function tsharkVersion(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("tshark", ["--version"]);
    return /(?<!\d)\d+(\.\d+)+/.exec(stdout)?.[0] ?? "of an unknown version";
  } catch {
    return null;
  }
}
