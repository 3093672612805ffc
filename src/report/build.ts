/** Result of `tightlip build` in words. Pure function of the result. */
import { join } from "node:path";

export interface BuiltFirmware {
  readonly name: string;
  readonly sizeBytes: number;
  readonly files: readonly string[];
}

export function builtText({ name, sizeBytes, files }: BuiltFirmware): string {
  const bytecode = files.find((file) => file.endsWith("bytecode.devs")) ?? files[0];
  return `${name}: ${sizeBytes} bytes of bytecode in ${join(bytecode)}\n`;
}
