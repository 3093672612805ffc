/** `tightlip run`: lets a firmware live for a while and shows what it sends. */
import picocolors from "picocolors";
import { parseDuration } from "../../sim/duration.ts";
import { SourceMap } from "../../sim/source-map.ts";
import { buildImage } from "../build/build.ts";
import { loadVmModule } from "../devicescript.ts";
import { CorruptImage, observe, runFailure } from "../judge/check.ts";
import { DEFAULT_RUN, EXIT_UNKNOWN } from "../project/check.ts";
import { EventReport } from "../report/events.ts";
import { EXIT_NOT_BUILT, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { warn } from "./failure.ts";

interface Options {
  readonly json?: true;
  readonly seed: number;
  readonly for?: number;
  readonly until?: number;
  readonly board?: string;
}

export async function runCommand(firmware: string, options: Options): Promise<number> {
  const { image } = buildImage(firmware, { warn, board: options.board ?? null });
  const virtualMicros = options.until ?? options.for ?? parseDuration(DEFAULT_RUN)!;
  const vm = loadVmModule();
  const run = () => {
    try {
      return observe(image, { vm, crypto: nodeCrypto, seed: options.seed, virtualMicros, policy: {} });
    } catch (error) {
      if (error instanceof CorruptImage) throw new UserError(`${firmware}: ${error.message}`, EXIT_NOT_BUILT);
      throw error;
    }
  };
  const { world, scanner } = run();
  const map = new SourceMap(image.debug);
  const report = new EventReport(scanner, map);
  const colors = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported);
  for (const event of world.tape.events) {
    process.stdout.write(options.json ? report.json(event) : report.text(event, colors));
  }
  const failure = runFailure(world, map);
  if (failure === null) return 0;
  process.stderr.write(`✖ ${firmware}: ${scanner.redact(failure)}\n`);
  return EXIT_UNKNOWN;
}
