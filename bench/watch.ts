/** Time from the change of a file to the verdict, beside the time that building anew takes in a warm process. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImage } from "../src/compile/build.ts";
import { copyFirmware } from "./firmware-copy.ts";
import { median, millis, type Row, timed } from "./table.ts";

const HERE = join(import.meta.dirname, "..");
const ROUNDS = 5;
/** Builds after which the compiler is warm. */
const WARMING = 2;

export async function watchRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "tightlip-watch-"));
  try {
    copyFirmware(folder);
    return [
      ...(await rows(folder, "a lesson", "devs/lessons/01-cloud-relay/leaky.ts", "<= 2x")),
      ...(await rows(folder, "the kettle", "devs/appliances/kettle/main.ts", "<= 3x")),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rows(folder: string, what: string, main: string, target: string): Promise<Row[]> {
  const file = join(folder, main);
  const source = readFileSync(file, "utf8");
  const edit = (round: number) => writeFileSync(file, `${source}\n// ${round}\n`);
  const builds = Array.from({ length: WARMING + ROUNDS }, (_, round) => {
    edit(round);
    return timed(() => buildImage(file));
  });
  const build = median(builds.slice(WARMING));
  const first: number[] = [];
  const whole: number[] = [];
  const watch = new Watch(folder, main);
  await watch.until("Waiting for a change");
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    const start = performance.now();
    edit(1_000 + round);
    await watch.until("so far");
    if (round >= WARMING) first.push(performance.now() - start);
    await watch.until("Waiting for a change");
    if (round >= WARMING) whole.push(performance.now() - start);
  }
  watch.end();
  const row = (part: string, values: readonly number[], limit: string): Row => ({
    what: `watch of ${what}, change to ${part} over a warm build`,
    figure: `${(median(values) / build).toFixed(1)}x`,
    target: limit,
    raw: `${millis(median(values))}; a build takes ${millis(build)}`,
  });
  return [row("provisional word", first, target), row("verdict", whole, "-")];
}

class Watch {
  private output = "";
  private told: () => void = () => {};
  private readonly child;

  constructor(cwd: string, main: string) {
    const args = [join(HERE, "dist/src/cli/main.js"), "check", "--watch", "--no-cache", main];
    this.child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    this.child.stdout.setEncoding("utf8").on("data", (text) => {
      this.output += text;
      this.told();
    });
  }

  /** Resolves when a text is written after what was waited for last. */
  async until(text: string): Promise<void> {
    for (;;) {
      const at = this.output.indexOf(text);
      if (at >= 0) {
        this.output = this.output.slice(at + text.length);
        return;
      }
      await new Promise<void>((told) => {
        this.told = told;
      });
    }
  }

  end(): void {
    this.child.kill("SIGINT");
  }
}
