/** Result of `tightlip build` in words. Pure function of the result. */
import { join } from "node:path";
import { plural } from "../plural.ts";
import { inline } from "./printable.ts";

export interface BuiltFirmware {
  readonly name: string;
  readonly sizeBytes: number;
  readonly files: readonly string[];
}

export function builtText({ name, sizeBytes, files }: BuiltFirmware): string {
  const bytecode = files.find((file) => file.endsWith("bytecode.devs")) ?? files[0];
  return `${inline(name)}: ${plural(sizeBytes, "byte")} of bytecode in ${inline(join(bytecode))}\n`;
}
