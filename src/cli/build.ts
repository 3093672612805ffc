/** `tightlip build`: compiles a firmware and writes what DeviceScript's own tools read. */
import { join } from "node:path";
import { writeArtefacts } from "../compile/artefacts.ts";
import { buildImage } from "../compile/build.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { inline } from "../report/printable.ts";
import { reportPath } from "../subjects/appliance.ts";
import { warn } from "./failure.ts";

interface Options {
  readonly json?: true;
  readonly board?: string;
}

export async function buildCommand(firmware: string, options: Options): Promise<number> {
  const { image, root, artefacts, diagnostics } = buildImage(firmware, {
    warn,
    board: options.board ?? null,
    forRelease: true,
  });
  for (const diagnostic of diagnostics) warn(formatDiagnostic(diagnostic));
  writeArtefacts(root, artefacts);
  const files = artefacts.map(({ path }) => reportPath(path));
  if (options.json) {
    const document = {
      schema: 1,
      name: image.name,
      image: image.sha256,
      sizeBytes: image.bytecode.length,
      files,
    };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const bytecode = files.find((file) => file.endsWith("bytecode.devs")) ?? files[0];
    process.stdout.write(
      `${inline(image.name)}: ${image.bytecode.length} bytes of bytecode in ${inline(join(bytecode))}\n`,
    );
  }
  return 0;
}
